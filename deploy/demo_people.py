"""People for the demo's tours: XMPP clients of the simplest kind, and what their owners see of them.

They log in without encryption, which only servers of the demos on loopback allow. What does not come within LIMIT
seconds raises `Failed`.
"""

import base64
import itertools
import selectors
import socket
import sys
import textwrap
import time
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

LIMIT = 20
CLIENT = "jabber:client"
MUC = "http://jabber.org/protocol/muc"
MUC_USER = MUC + "#user"
STREAMS = "http://etherx.jabber.org/streams"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"
IDS = itertools.count(1)


class Failed(Exception):
    """A step did not happen."""


def tag(namespace, name):
    return "{%s}%s" % (namespace, name)


def text_of(stanza, name="body", namespace=CLIENT):
    return stanza.findtext(tag(namespace, name), "")


def of_room(*path):
    return "/".join(tag(MUC_USER, name) for name in ("x", *path))


class Person:
    """One client: its connection, and what has come: all of it, and what nobody has looked at yet."""

    selector = selectors.DefaultSelector()

    def __init__(self, name, address, port, domain="localhost", account=True):
        self.name = name
        self.account = account
        self.domain = domain if account else "guest." + domain
        self.heard = []
        self.everything = []
        self.socket = socket.create_connection((address, port), timeout=LIMIT)
        self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.log_in()

    # -- the wire

    def send(self, xml):
        self.socket.sendall(xml.encode())

    def open_stream(self):
        self.parser = ET.XMLPullParser(events=("start", "end"))
        self.depth = 0
        self.root = None
        self.send(
            "<?xml version='1.0'?><stream:stream to='%s' version='1.0' xmlns='%s' xmlns:stream='%s'>"
            % (self.domain, CLIENT, STREAMS)
        )

    def read(self):
        try:
            data = self.socket.recv(65536)
        except OSError:
            data = b""
        if not data:
            raise Failed("the server has closed %s's connection" % self.name)
        self.parser.feed(data)
        for event, element in self.parser.read_events():
            if event == "start":
                self.depth += 1
                if self.depth == 1:
                    self.root = element
                continue
            self.depth -= 1
            if self.depth == 1:
                self.root.remove(element)
                self.arrived(element)

    def arrived(self, stanza):
        if stanza.tag == tag(CLIENT, "iq") and stanza.get("type") in ("get", "set"):
            return self.answer(stanza)
        self.heard.append(stanza)
        self.everything.append(stanza)

    def answer(self, request):
        """The desk asks whether its people are still there (XEP-0199); other questions have no answer here."""
        to, identity = quoteattr(request.get("from", self.domain)), quoteattr(request.get("id", ""))
        if request.find(tag("urn:xmpp:ping", "ping")) is not None:
            return self.send("<iq type='result' to=%s id=%s/>" % (to, identity))
        self.send(
            "<iq type='error' to=%s id=%s><error type='cancel'><service-unavailable xmlns='%s'/></error></iq>"
            % (to, identity, STANZA_ERRORS)
        )

    def log_in(self):
        self.open_stream()
        self.expect("the server's features", lambda one: one.tag == tag(STREAMS, "features"))
        secret = base64.b64encode(("\0%s\0%s" % (self.name, self.name)).encode()).decode()
        how = ("PLAIN", secret) if self.account else ("ANONYMOUS", "")
        self.send("<auth xmlns='%s' mechanism='%s'>%s</auth>" % (SASL, *how))
        outcome = self.expect("an answer to the log-in", lambda one: one.tag.startswith("{%s}" % SASL))
        if outcome.tag != tag(SASL, "success"):
            raise Failed("%s cannot log in: the server refuses it" % self.name)
        self.open_stream()
        self.expect("the server's features", lambda one: one.tag == tag(STREAMS, "features"))
        self.send("<iq type='set' id='bind'><bind xmlns='%s'><resource>tour</resource></bind></iq>" % BIND)
        bound = self.expect("an address", lambda one: one.get("id") == "bind" and one.get("type") == "result")
        self.jid = bound.findtext("%s/%s" % (tag(BIND, "bind"), tag(BIND, "jid")), "").split("/")[0]
        self.send("<presence/>")

    def leave(self):
        try:
            self.send("<presence type='unavailable'/></stream:stream>")
        except OSError:
            pass
        self.selector.unregister(self.socket)
        self.socket.close()

    # -- what comes

    def expect(self, what, wanted):
        """Takes the first stanza that is wanted, come or still to come."""
        end = time.monotonic() + LIMIT
        while True:
            for place, stanza in enumerate(self.heard):
                if wanted(stanza):
                    return self.heard.pop(place)
            left = end - time.monotonic()
            ready = self.selector.select(left) if left > 0 else []
            if not ready:
                raise Failed("%s waited %d s for %s" % (self.name, LIMIT, what))
            for key, _ in ready:
                key.data.read()

    def line(self, what, sender, kind, holding="", earlier=False):
        """The next line of this kind from this address or occupant of a room; one said earlier only if it may be."""

        def wanted(stanza):
            return (
                stanza.tag == tag(CLIENT, "message")
                and stanza.get("type") == kind
                and stanza.get("from", "").split("/")[0] == sender.split("/")[0]
                and ("/" not in sender or stanza.get("from") == sender)
                and holding in text_of(stanza)
                and text_of(stanza) != ""
                and (earlier or stanza.find(tag("urn:xmpp:delay", "delay")) is None)
            )

        return text_of(self.expect(what, wanted))

    # -- what she or he does

    def join(self, room, nick):
        self.send("<presence to=%s><x xmlns='%s'/></presence>" % (quoteattr(room + "/" + nick), MUC))

        def is_in(stanza):
            from_room = stanza.tag == tag(CLIENT, "presence") and stanza.get("from", "").split("/")[0] == room
            if from_room and stanza.get("type") == "error":
                raise Failed("%s may not join %s" % (self.name, room))
            return from_room and any(status.get("code") == "110" for status in stanza.iter(tag(MUC_USER, "status")))

        self.expect("the room " + room, is_in)

    def invitation(self, holding):
        """The next invitation whose reason holds these words: its room, and the reason."""

        def invites(stanza):
            return stanza.find(of_room("invite")) is not None and holding in reason_of(stanza)

        def reason_of(stanza):
            return stanza.findtext(of_room("invite", "reason"), "")

        invitation = self.expect("an invitation", invites)
        return invitation.get("from"), reason_of(invitation)

    def write(self, to, kind, text):
        identity = "tour-%d" % next(IDS)
        body = "<body>%s</body>" % escape(text)
        self.send("<message to=%s type='%s' id='%s'>%s</message>" % (quoteattr(to), kind, identity, body))


    def invite(self, room, whom, reason):
        """As a client's menu does it (XEP-0045 §7.8.2)."""
        self.send(
            "<message to=%s><x xmlns='%s'><invite to=%s><reason>%s</reason></invite></x></message>"
            % (quoteattr(room), MUC_USER, quoteattr(whom), escape(reason))
        )


# --- what is shown ------------------------------------------------------------------------------------------------


def heading(text):
    print("\n" + text)


def does(who, text):
    show("%s writes" % who, text)


def screen(who, text):
    show("%s's screen" % who, text)


def show(label, text):
    lines = [part for line in text.splitlines() for part in (textwrap.wrap(line, 92) or [""])]
    for number, line in enumerate(lines):
        print("  %-14s| %s" % (label if number == 0 else "", line))
    sys.stdout.flush()
