//! What must be so after every step, whatever has happened: who may read what, what reaches whom, whose a session is.
//!
//! Every line carries a marker that says whose it is: `#p…#` a patron's, `#o…#` an operator's to her patron, `#s…#`
//! one for staff alone, `#c…#` a ready-made answer. Every sentence of the desk begins with its key (`<<staff-offer>>`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jid::{BareJid, FullJid, Jid};
use refdesk::desk::inventory::kind;
use refdesk::desk::record::{Chronicle, What};
use refdesk::desk::routing::{Account, Counted, Step, USABLE};
use refdesk::desk::session::{Session, State, Via};
use refdesk::hub::record::Record;
use refdesk::hub::{Hub, Input, Outcome};
use refdesk::muc::{Author, DESK, Line, RoomId};
use refdesk::stanza::{IqBody, Message, MessageKind, Presence, PresenceKind, Query, Stanza};

use super::store::Store;
use super::world::{PATRONS, STAFF};

/// What is known of lines and sessions so far, committed or about to be.
#[derive(Clone)]
pub struct Ledger {
    /// The hub's address.
    domain: BareJid,
    /// In which sessions the line of this marker was said.
    said_in: HashMap<String, BTreeSet<i64>>,
    patrons: BTreeMap<i64, BareJid>,
    /// Who has held a session or was called in to it: they may read on while they stay.
    holders: BTreeMap<i64, BTreeSet<BareJid>>,
    /// Who holds it now.
    held: BTreeMap<i64, BareJid>,
    /// Who has been asked to take it over or to join its holder.
    handed: BTreeMap<i64, BTreeSet<BareJid>>,
    /// The sessions whose question has this marker.
    question_of: HashMap<String, BTreeSet<i64>>,
    /// Markers that are, or were, in a session's question, with the service to whose operators, and those of its consortium
    /// who may be asked, it is shown.
    questions: HashMap<String, BTreeSet<String>>,
    /// Sessions that operators asked for themselves.
    asked_for: BTreeSet<(i64, BareJid)>,
    /// Live lines by addressee, sender and marker, with their ids.
    emitted: HashMap<(Jid, BareJid, String), Option<String>>,
}

type Held = Result<(), String>;

impl Ledger {
    pub fn of(domain: BareJid) -> Self {
        Ledger {
            domain,
            said_in: HashMap::new(),
            patrons: BTreeMap::new(),
            holders: BTreeMap::new(),
            held: BTreeMap::new(),
            handed: BTreeMap::new(),
            question_of: HashMap::new(),
            questions: HashMap::new(),
            asked_for: BTreeSet::new(),
            emitted: HashMap::new(),
        }
    }

    /// Another hub asks a service of this one for somebody, and what it says of the need its operators may read.
    pub fn asked_by_hub(&mut self, service: &str, stanza: &Stanza) {
        for marker in markers(&words(stanza)) {
            self.questions.entry(marker.to_owned()).or_default().insert(service.to_owned());
        }
    }

    /// Whether somebody has ever held this session or been called in to it.
    pub fn has_been_in(&self, number: i64, person: &BareJid) -> bool {
        self.holders.get(&number).is_some_and(|all| all.contains(person))
    }

    pub fn has_been_anywhere(&self, person: &BareJid) -> bool {
        self.holders.values().any(|all| all.contains(person))
    }

    /// One event and what came of it, the hub being as it is after it.
    pub fn handled(&mut self, hub: &Hub, store: &Store, input: &Asked, outcome: &Outcome) -> Held {
        // What was given back has reached nobody, and may be said again.
        if let Some((by, id)) = &input.gives_back {
            self.emitted.retain(|(to, ..), said| to != by || said.as_ref() != Some(id));
        }
        let new_lines = self.note(hub, &outcome.records)?;
        for record in &outcome.records {
            if let Record::Desk(refdesk::desk::record::Record::Chronicle(entry)) = record {
                chosen(hub, outcome, entry)?;
            }
        }
        for stanza in &outcome.stanzas {
            self.leaves(hub, store, input, outcome, stanza)?;
        }
        new_lines.iter().try_for_each(|(number, line)| self.reaches(hub, *number, line, outcome))
    }

    /// Notes what was recorded; returns the new lines of sessions.
    fn note<'a>(&mut self, hub: &Hub, records: &'a [Record]) -> Result<Vec<(i64, &'a Line)>, String> {
        let mut lines = Vec::new();
        for record in records {
            match record {
                Record::Desk(refdesk::desk::record::Record::Session(session)) => {
                    self.patrons.insert(session.number, session.patron.bare.clone());
                    self.changed_hands(session, records)?;
                    let inside = session.held_by().into_iter().chain(&session.consultants).cloned();
                    self.holders.entry(session.number).or_default().extend(inside);
                    let offers = session.transfer.iter().flat_map(|transfer| &transfer.offers);
                    self.handed.entry(session.number).or_default().extend(offers.map(|offer| offer.operator.clone()));
                    for marker in markers(&session.question) {
                        let service = session.service.to_string();
                        self.questions.entry(marker.to_owned()).or_default().insert(service);
                        self.question_of.entry(marker.to_owned()).or_default().insert(session.number);
                    }
                }
                record => {
                    let Some(line) = record.line() else { continue };
                    let Some(number) = session_of(hub, &line.room.address) else { continue };
                    for marker in content_markers(line) {
                        if marker.starts_with('s') {
                            return Err(format!("a line for staff alone was said in a session: {line:?}"));
                        }
                        self.said_in.entry(marker).or_default().insert(number);
                    }
                    lines.push((number, line));
                }
            }
        }
        Ok(lines)
    }

    /// A session leaves somebody's hands only into other hands, into the queue, or closed; and each is in the chronicle.
    fn changed_hands(&mut self, session: &Session, records: &[Record]) -> Held {
        let number = session.number;
        let before = match session.held_by() {
            Some(holder) => self.held.insert(number, holder.clone()),
            None => self.held.remove(&number),
        };
        let (Some(before), true) = (before, session.is_open()) else { return Ok(()) };
        let happened = |what: &[What]| {
            records.iter().any(|record| match record {
                Record::Desk(refdesk::desk::record::Record::Chronicle(entry)) => {
                    entry.session == number && what.contains(&entry.what)
                }
                _ => false,
            })
        };
        let accounted = match session.held_by() {
            Some(holder) if *holder == before => true,
            Some(_) => happened(&[What::Transferred, What::Requeued]),
            None => happened(&[What::Requeued, What::LeftAsQuestion]),
        };
        if accounted {
            Ok(())
        } else {
            Err(format!("session {number} left the hands of {before}: {:?}", session.state))
        }
    }

    fn leaves(&mut self, hub: &Hub, store: &Store, input: &Asked, outcome: &Outcome, stanza: &Stanza) -> Held {
        let (from, to) = match stanza {
            Stanza::Message(message) => (&message.from, &message.to),
            Stanza::Presence(presence) => (&presence.from, &presence.to),
            Stanza::Iq(iq) => (&iq.from, &iq.to),
        };
        // What hubs say to each other has rules of its own.
        if to.domain().as_str().starts_with("ref") {
            return Ok(());
        }
        let words = words(stanza);
        for marker in markers(&words) {
            if !self.may_read(hub, &to.to_bare(), marker) {
                return Err(format!("{to} is shown a line that is not for him: {stanza:?}"));
            }
        }
        let stranger = if to.domain().as_str() == PATRONS { STAFF } else { PATRONS };
        if words.contains(&format!("@{stranger}")) {
            return Err(format!("{to} is shown an address: {stanza:?}"));
        }
        if to.domain().as_str() == PATRONS
            && let Some(key) = keys(&words).find(|key| !is_for_patrons(key))
        {
            return Err(format!("a patron is told '{key}': {stanza:?}"));
        }
        let told = matches!(stanza, Stanza::Message(message) if message.delay.is_none());
        if told && keys(&words).any(|key| key == "patron-handed-on") && !transferred(outcome) {
            return Err(format!("a patron is told of somebody who has not taken over: {stanza:?}"));
        }
        match stanza {
            Stanza::Message(message) => self.message_leaves(hub, store, input, outcome, message),
            Stanza::Presence(presence) => admitted(hub, store, input, outcome, presence),
            Stanza::Iq(_) => Ok(()),
        }
        .map_err(|what| format!("{what} ({from} to {to}): {stanza:?}"))
    }

    fn may_read(&self, hub: &Hub, reader: &BareJid, marker: &str) -> bool {
        let is_patron = reader.domain().as_str() == PATRONS;
        let sessions = || self.said_in.get(marker).into_iter().flatten();
        let own = reader.node().is_some_and(|name| marker.starts_with(&format!("{name}.")));
        let holds = || sessions().any(|number| self.holders.get(number).is_some_and(|all| all.contains(reader)));
        match marker.as_bytes().first() {
            Some(b'p') if is_patron => own,
            Some(b'p') => {
                let asked = self.questions.get(marker).into_iter().flatten();
                let about = self.question_of.get(marker).into_iter().flatten();
                let mut handed = about.filter_map(|number| self.handed.get(number));
                holds()
                    || handed.any(|all| all.contains(reader))
                    || asked.filter_map(|id| id.parse().ok()).any(|id| hub.desk().inventory().reaches(reader, &id))
            }
            Some(b'o') if !is_patron => own || holds(),
            Some(b'c') if !is_patron => true,
            Some(b'o' | b'c') => sessions().any(|number| self.patrons.get(number) == Some(reader)),
            _ => !is_patron,
        }
    }

    fn message_leaves(
        &mut self,
        hub: &Hub,
        store: &Store,
        input: &Asked,
        outcome: &Outcome,
        message: &Message,
    ) -> Held {
        let to = message.to.to_bare();
        if let (Some(id), PATRONS, false) = (&message.receipt, message.to.domain().as_str(), message.in_room) {
            let recorded = store.has_line_of(&to, id) || recorded(outcome, &to, id);
            if !recorded {
                return Err("a receipt for a line that is not on disk".into());
            }
        }
        if message.invite.is_some() {
            return self.invited(hub, input, message);
        }
        if message.delay.is_some() || message.kind == MessageKind::Error {
            return Ok(());
        }
        let room = message.from.to_bare();
        for marker in message.content.bodies.iter().flat_map(|body| markers(&body.text)).collect::<BTreeSet<_>>() {
            let authors_own = to.node().is_some_and(|name| marker.starts_with(&format!("{name}.")));
            let by_patron = marker.starts_with('p') && to.domain().as_str() == PATRONS && !message.in_room;
            if by_patron && !self.said_in.contains_key(marker) {
                return Err("a line is reflected that is not on disk".into());
            }
            let live = marker.starts_with(['p', 'o']) && keys(message.content.plain()).next().is_none();
            let said = (message.to.clone(), room.clone(), marker.to_owned());
            let first = self.emitted.insert(said, message.id.clone()).is_none();
            if live && !first && !authors_own {
                return Err("a line is said twice".into());
            }
        }
        Ok(())
    }

    /// Only by `!take` or `!assign` is anybody invited who does not share a language with the patron (DESIGN §5); whoever
    /// holds the session is invited back into its room.
    fn invited(&mut self, hub: &Hub, input: &Asked, message: &Message) -> Held {
        let operator = message.to.to_bare();
        // To a staff room only whoever may come in is invited.
        let local = message.from.node().map(|local| local.to_string()).unwrap_or_default();
        if let (false, Ok(service)) = (local.contains('.'), local.parse()) {
            let may = hub.desk().may_staff(&operator, &service);
            return if may { Ok(()) } else { Err("an invitation to staff that may not come in".into()) };
        }
        let session = session_of(hub, &message.from.to_bare()).and_then(|number| hub.desk().session(number));
        let session = session.ok_or("an invitation to no session")?;
        // Of a transfer: to anybody, as long as she is let in by it.
        if session.held_by() == Some(&operator) || session.is_handed_to(&operator) {
            return Ok(());
        }
        let asked_for = (session.number, operator.clone());
        if input.assigns || input.takes && input.by.as_ref() == Some(&operator) {
            self.asked_for.insert(asked_for);
            return Ok(());
        }
        let known = hub.desk().inventory().operators.get(&operator).ok_or("an invitation to somebody unknown")?;
        let can = |language| known.level(language).is_some_and(|level| level >= USABLE);
        let fits = session.need.languages().iter().any(can) || self.asked_for.contains(&asked_for);
        if fits { Ok(()) } else { Err("no common language".into()) }
    }

    /// A new line of a session is said to everyone in its room, and an operator's to her patron, once.
    fn reaches(&self, hub: &Hub, number: i64, line: &Line, outcome: &Outcome) -> Held {
        let Some(session) = hub.desk().session(number) else { return Ok(()) };
        let copies = |to: &Jid| {
            let same = |message: &&Message| {
                let said = || message.content.bodies.iter().zip(&line.content.bodies);
                message.to == *to
                    && message.id == line.id
                    && message.content.bodies.len() == line.content.bodies.len()
                    && said().all(|(said, meant)| said.text == meant.text || beside(&said.text, &meant.text))
            };
            messages(outcome).filter(|message| message.delay.is_none()).filter(same).count()
        };
        for client in hub.rooms().clients_in(&line.room) {
            if copies(&client.clone().into()) != 1 {
                return Err(format!("{client} in the room of {number} is not told once: {line:?}"));
            }
        }
        if line.author != Author::Operator {
            return Ok(());
        }
        let speaks = |by: &BareJid| session.held_by() == Some(by) || session.consultants.contains(by);
        if !line.bare.as_ref().is_some_and(speaks) {
            return Err(format!("one who neither holds {number} nor is called in speaks to its patron: {line:?}"));
        }
        let view = view(&self.domain, session);
        let seated = |client: &FullJid| hub.rooms().room_of(&view.address, client) == Some(&view);
        let hearers: Vec<Jid> = match &session.patron.client {
            Some(client) if seated(client) => {
                hub.rooms().clients_in(&view).map(|client| client.clone().into()).collect()
            }
            Some(client) => vec![client.clone().into()],
            None => vec![session.patron.bare.clone().into()],
        };
        for hearer in hearers {
            if copies(&hearer) != 1 {
                return Err(format!("{hearer} is told {} times: {line:?}", copies(&hearer)));
            }
        }
        Ok(())
    }
}

/// What the event was, as far as the rules depend on it.
#[derive(Default)]
pub struct Asked {
    pub by: Option<BareJid>,
    pub takes: bool,
    /// Picks by hand whom a session is offered to.
    pub assigns: bool,
    pub joins: Option<FullJid>,
    /// A message that found nobody: who should have had it, and its id.
    pub gives_back: Option<(Jid, String)>,
}

impl Asked {
    pub fn of(input: &Input) -> Asked {
        let Input::Stanza(stanza) = input else { return Asked::default() };
        match stanza {
            Stanza::Message(message) => {
                let text = message.content.plain().trim_start_matches(['!', '/']);
                let (takes, assigns) = (text.starts_with("take"), text.starts_with("assign"));
                let gives_back = message.error.as_ref().and(message.id.clone()).map(|id| (message.from.clone(), id));
                Asked { by: Some(message.from.to_bare()), takes, assigns, joins: None, gives_back }
            }
            Stanza::Presence(presence) => {
                let joins = presence.join.and(presence.from.clone().try_into_full().ok());
                Asked { by: Some(presence.from.to_bare()), joins, ..Asked::default() }
            }
            Stanza::Iq(iq) => {
                let takes = matches!(&iq.body, IqBody::Set(Query::Command(request)) if request.node == "take");
                Asked { by: Some(iq.from.to_bare()), takes, ..Asked::default() }
            }
        }
    }
}

/// Whoever is offered a session by the routing is on duty, not to be left in peace, under her limit and within reach, and
/// what speaks for her by the account of it is so.
fn chosen(hub: &Hub, outcome: &Outcome, entry: &Chronicle) -> Held {
    let Some(Account::Chosen { chosen, .. }) = Account::of(entry).filter(|_| entry.what == What::Offered) else {
        return Ok(());
    };
    let wrong = |what: &str| Err(format!("an offer of session {}: {what}: {chosen:?}", entry.session));
    let operator = entry.operator.as_ref().and_then(|operator| hub.desk().inventory().operators.get(operator));
    let Some(operator) = operator else { return wrong("to somebody unknown") };
    let is_of = |record: &&Record| {
        let Record::Desk(refdesk::desk::record::Record::Session(session)) = record else { return false };
        session.number == entry.session
    };
    let session = outcome.records.iter().rev().find(is_of).and_then(|record| match record {
        Record::Desk(refdesk::desk::record::Record::Session(session)) => Some(session),
        _ => None,
    });
    let Some(session) = session else { return wrong("it is not recorded") };
    if chosen.held >= chosen.limit || chosen.limit != operator.sessions {
        return wrong("she is at her limit");
    }
    if !session.is_offered_to(&operator.jid) {
        // Something later in the same event has taken it back, and she may be anything by now.
        return Ok(());
    }
    if !hub.desk().may_be_disturbed(&operator.jid) {
        return wrong("she is off duty or not to be disturbed");
    }
    let here = hub.desk().is_on_duty_in(&session.service, &operator.jid);
    if !here && (chosen.step == Step::Service || !hub.desk().inventory().reaches(&operator.jid, &session.service)) {
        return wrong("she is not within reach");
    }
    if operator.level(&chosen.language).is_none_or(|level| level < USABLE || level != chosen.level) {
        return wrong("she does not speak the language so");
    }
    if !session.need.languages().contains(&chosen.language) {
        return wrong("nobody wants the language");
    }
    let wanted = |kind: &str, value: &str| match kind {
        kind::SUBJECT => session.need.subjects.iter().any(|one| one.value == value),
        _ => session.need.others.iter().any(|one| one.value.kind == kind && one.value.value == value),
    };
    for part in &chosen.parts {
        let holds = match &part.what {
            Counted::Has { kind, wanted: value, had, .. } => wanted(kind, value) && operator.has(kind, had),
            Counted::HomeLibrary { library } => operator.library.as_ref() == Some(library),
            Counted::OwnStaff => operator.services.contains(&session.service),
            Counted::Rare { kind, value, .. } if kind == kind::LANGUAGE => {
                let language = value.parse().ok();
                language.is_some_and(|tag| operator.level(&tag).is_some() && !session.need.languages().contains(&tag))
            }
            Counted::Rare { kind, value, .. } => operator.has(kind, value) && !wanted(kind, value),
            _ => true,
        };
        if !holds {
            return wrong(&format!("{part:?} is not so"));
        }
    }
    Ok(())
}

fn transferred(outcome: &Outcome) -> bool {
    outcome.records.iter().any(|record| match record {
        Record::Desk(refdesk::desk::record::Record::Chronicle(entry)) => entry.what == What::Transferred,
        _ => false,
    })
}

/// As a consultant's line stands in a chat, with her name before it.
fn beside(said: &str, meant: &str) -> bool {
    said.starts_with("<<patron-said-by>>") && said.ends_with(meant)
}

/// Who is told that she is in a session's room holds it or is called in to it, and is shown everything said in it so far.
fn admitted(hub: &Hub, store: &Store, input: &Asked, outcome: &Outcome, presence: &Presence) -> Held {
    let Some(view) = presence.occupant.as_ref().filter(|view| view.statuses.contains(&110)) else { return Ok(()) };
    if view.jid.is_some() {
        return Err("a real JID is shown".into());
    }
    let room = presence.from.to_bare();
    let Some(number) = session_of(hub, &room).filter(|_| presence.kind == PresenceKind::Available) else {
        return Ok(());
    };
    let session = hub.desk().session(number);
    let person = presence.to.to_bare();
    let is_joining = input.joins.as_ref().map(|client| Jid::from(client.clone())) == Some(presence.to.clone());
    let is_in =
        session.is_some_and(|session| session.held_by() == Some(&person) || session.consultants.contains(&person));
    // Who has handed it on may stay, and changes her nick.
    if !is_in && (is_joining || !hub.rooms().has_person(&RoomId::at(room.clone()), &person)) {
        return Err("is let in to what is not hers".into());
    }
    if input.joins.as_ref().map(|client| Jid::from(client.clone())) != Some(presence.to.clone()) {
        return Ok(());
    }
    let shown: BTreeSet<_> = messages(outcome)
        .filter(|message| message.to == presence.to && message.delay.is_some() && message.from.to_bare() == room)
        .filter_map(|message| message.stanza_id.clone())
        .collect();
    let kept: Vec<_> = store.words_of(&RoomId::at(room)).collect();
    let newest = kept.iter().rev().take(50);
    match newest.into_iter().find(|line| !shown.contains(&line.stanza_id)) {
        Some(line) => Err(format!("is not shown {line:?}")),
        None => Ok(()),
    }
}

/// The desk, the rooms and the store agree, and each session is in exactly one place.
pub fn agree(hub: &Hub, store: &Store, ledger: &Ledger) -> Held {
    let (desk, rooms) = (hub.desk(), hub.rooms());
    let mut waiting: BTreeMap<_, (usize, _)> = BTreeMap::new();
    let mut held: BTreeMap<&BareJid, u32> = BTreeMap::new();
    for session in desk.sessions() {
        let number = session.number;
        let wrong = |what: &str| Err(format!("session {number}: {what}: {:?}", session.state));
        if desk.session_of(&session.service, &session.patron.bare).map(|found| found.number) != Some(number) {
            return wrong("is not its patron's");
        }
        match &session.state {
            State::Closed { .. } => return wrong("is kept though closed"),
            State::Offered { offers } if offers.is_empty() => return wrong("is offered to nobody"),
            State::Waiting | State::Offered { .. } => {
                let (count, since) = waiting.entry(&session.service).or_insert((0, session.queued));
                (*count, *since) = (*count + 1, session.queued.min(*since));
            }
            State::Held { by, .. } => *held.entry(by).or_default() += 1,
            State::Question { .. } => {}
        }
        let room = room(hub, &ledger.domain, session);
        if !rooms.is_open(&room) {
            return wrong("has no room");
        }
        let were_in = ledger.holders.get(&number);
        let was_in = |client: &&FullJid| were_in.is_some_and(|all| all.contains(&client.to_bare()));
        if let Some(client) = rooms.clients_in(&room).find(|client| !was_in(client)) {
            return wrong(&format!("{client} is in its room"));
        }
        if let Some(person) = session.consultants.iter().find(|person| !rooms.has_person(&room, person)) {
            return wrong(&format!("{person} is called in and not there"));
        }
        if session.held_by().is_none() && !session.consultants.is_empty() {
            return wrong("somebody is called in to what nobody holds");
        }
        if session.held_by().is_some_and(|holder| session.consultants.contains(holder)) {
            return wrong("the holder is beside herself");
        }
        if let State::Held { by, absent, .. } = &session.state
            && rooms.has_person(&room, by) == absent.is_some()
        {
            return wrong("its holder is taken for absent or present and is not");
        }
        let due = session.due(&desk.limits(&session.service)).map(|(at, _)| at);
        if due.is_some_and(|due| hub.timeout().is_none_or(|timeout| timeout > due)) {
            return wrong("what falls due is forgotten");
        }
        patron_is_reached(hub, &ledger.domain, session)?;
    }
    for service in desk.inventory().services.keys() {
        let (count, since) = waiting.get(service).map_or((0, None), |(count, since)| (*count, Some(*since)));
        if (desk.opening(service).waiting, desk.waiting_since(service)) != (count, since) {
            return Err(format!("the queue of {service} is not what is waiting"));
        }
    }
    for operator in desk.inventory().operators.keys() {
        if desk.held_by(operator) != held.get(operator).copied().unwrap_or(0) {
            return Err(format!("{operator} does not hold what she is counted for"));
        }
    }
    rooms_are_of_sessions(hub)?;
    let kept: Vec<&Session> = store.open_sessions().collect();
    if kept != desk.sessions().collect::<Vec<_>>() {
        return Err("sessions are not as recorded".into());
    }
    Ok(())
}

/// Where the patron is in a view of the service, he is known to be there, and sees his librarian there or nobody.
fn patron_is_reached(hub: &Hub, domain: &BareJid, session: &Session) -> Held {
    let view = view(domain, session);
    let there: Vec<_> = hub.rooms().clients_in(&view).collect();
    match &session.patron.client {
        None if !there.is_empty() => {
            return Err(format!("session {}: the patron counts as gone and is there: {there:?}", session.number));
        }
        Some(client) if session.patron.via == Via::Room && !there.contains(&client) => {
            return Err(format!("session {}: {client} is not there", session.number));
        }
        _ => {}
    }
    Ok(())
}

fn rooms_are_of_sessions(hub: &Hub) -> Held {
    for room in hub.rooms().rooms() {
        let is_session = room.address.node().is_some_and(|node| node.as_str().contains('.'));
        let number = session_of(hub, &room.address);
        let session = number.and_then(|number| hub.desk().session(number));
        if is_session && session.is_none() {
            return Err(format!("{} is open without a session", room.address));
        }
        let Some(patron) = &room.view else {
            let service = room.address.node().and_then(|node| node.as_str().parse().ok());
            for client in hub.rooms().clients_in(room).filter(|_| !is_session) {
                if !service.as_ref().is_some_and(|service| hub.desk().is_on_duty_with(service, client)) {
                    return Err(format!("{client} is in the staff room and not known on duty"));
                }
            }
            continue;
        };
        if hub.rooms().clients_in(room).next().is_none() {
            return Err(format!("the view of {patron} is open and empty"));
        }
        let service = room.address.node().and_then(|node| node.as_str().parse().ok());
        let session = service.and_then(|service| hub.desk().session_of(&service, patron));
        let librarians = hub.rooms().occupants(room).filter(|(nick, who)| who.is_virtual() && *nick != DESK).count();
        let holder = session.and_then(|session| session.held_by());
        let beside = session.map_or(0, |session| session.consultants.len());
        if librarians > usize::from(holder.is_some()) + beside {
            return Err(format!("the view of {patron} shows {librarians} librarians"));
        }
    }
    Ok(())
}

fn recorded(outcome: &Outcome, patron: &BareJid, id: &str) -> bool {
    let mut lines = outcome.records.iter().filter_map(Record::line);
    lines.any(|line| line.bare.as_ref() == Some(patron) && line.id.as_deref() == Some(id))
}

fn messages(outcome: &Outcome) -> impl Iterator<Item = &Message> {
    outcome.stanzas.iter().filter_map(|stanza| match stanza {
        Stanza::Message(message) => Some(&**message),
        _ => None,
    })
}

pub fn room(hub: &Hub, domain: &BareJid, session: &Session) -> RoomId {
    let local = format!("{}.{}@{domain}", session.service, hub.desk().token(session.number));
    RoomId::at(local.parse().expect("an address"))
}

fn view(domain: &BareJid, session: &Session) -> RoomId {
    let address = format!("{}@{domain}", session.service).parse().expect("an address");
    RoomId::view(address, session.patron.bare.clone())
}

pub fn session_of(hub: &Hub, address: &BareJid) -> Option<i64> {
    hub.desk().session_named(address.node()?.as_str().split_once('.')?.1)
}

/// Names of languages and of spans of time stand within other sentences.
fn is_for_patrons(key: &str) -> bool {
    let theirs = ["patron-", "refused-", "service-", "hub-greeting", "command-name", "language-name", "span-name"];
    theirs.iter().any(|of| key.starts_with(of))
}

fn content_markers(line: &Line) -> BTreeSet<String> {
    line.content.bodies.iter().flat_map(|body| markers(&body.text)).map(str::to_owned).collect()
}

pub fn markers(words: &str) -> impl Iterator<Item = &str> {
    let is_marker = |part: &&str| {
        part.starts_with(['p', 'o', 's', 'c'])
            && part.len() > 1
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.')
    };
    words.split('#').filter(is_marker)
}

fn keys(words: &str) -> impl Iterator<Item = &str> {
    words.split("<<").skip(1).filter_map(|rest| rest.split_once(">>")).map(|(key, _)| key)
}

/// All that a person could read in a stanza.
pub fn words(stanza: &Stanza) -> String {
    match stanza {
        Stanza::Message(message) => {
            let Message { thread, subject, content, invite, decline, direct_invite, need, error, .. } = &**message;
            format!("{thread:?}{subject:?}{content:?}{invite:?}{decline:?}{direct_invite:?}{need:?}{error:?}")
        }
        Stanza::Presence(presence) => {
            let Presence { from, status, occupant, error, .. } = &**presence;
            format!("{from}{status:?}{occupant:?}{error:?}")
        }
        Stanza::Iq(iq) => format!("{:?}", iq.body),
    }
}
