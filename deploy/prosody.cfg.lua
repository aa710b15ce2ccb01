-- Refdesk on Prosody: the lines your server needs (tried with Prosody 0.12).
--
-- On Debian copy this file to /etc/prosody/conf.d/refdesk.cfg.lua, replace `example.org` by your domain
-- and the secret by your own (`openssl rand -hex 32`), and restart Prosody. Elsewhere put the first part
-- among the global settings and the hosts at the end of prosody.cfg.lua.
-- Refdesk's own tests start Prosody with this very file.

-- Part 1: global settings ------------------------------------------------------------------------

-- Without `nagle = false` each stanza for Refdesk may wait about 20 ms in the kernel.
-- `read_timeout`: how many seconds a silent connection is left alone before Prosody asks whether anyone
-- is there. Together with stream management (`smacks` in your modules_enabled, as in Debian's file) a
-- librarian whose laptop lid fell is noticed after about 90 s; with the defaults it can take half an hour.
-- Refdesk asks its operators itself as well, so this is for everybody else's sake.
network_settings = {
	nagle = false;
	read_timeout = 30;
}

-- Where components may connect. Keep this on loopback: the component protocol (XEP-0114) knows no
-- encryption. If Refdesk runs on another machine, put a tunnel (WireGuard, stunnel) between the two.
component_interfaces = { "127.0.0.1" }
component_ports = { 5347 }

-- A second Refdesk that logs in while the first is connected is refused (the default, stated here because
-- it matters). Set "kick_old" only if a standby is to take over from an instance that hangs.
component_conflict_resolve = "kick_new"

-- Part 2: anonymous patrons ----------------------------------------------------------------------

-- For the chat on a web page: a patron without an account gets an address at this host for the length of
-- his visit. Leave this host out if only people with accounts write to your desk.
VirtualHost "guest.example.org"
	authentication = "anonymous"
	-- Anonymous visitors may write to this server's services, not to the rest of the world.
	-- (Prosody's default for anonymous hosts; stated because everything else depends on it.)
	allow_anonymous_s2s = false
	-- A web page connects by WebSocket (RFC 7395, /xmpp-websocket) or by BOSH (XEP-0206, /http-bind), at
	-- port 5280 of your server. Put a reverse proxy with TLS before them that passes on the name
	-- guest.example.org: at any other name Prosody finds nothing there.
	modules_enabled = { "websocket", "bosh" }
	-- A visitor must not put a heavy load on the server.
	modules_disabled = { "offline", "register" }

-- Part 3: the component --------------------------------------------------------------------------

-- The address of the hub; services are ask@ref.example.org and so on. The name needs a DNS record
-- (an SRV record as for your main domain) only if people on other servers are to reach it.
Component "ref.example.org"
	-- The same text as in the file named by `server.secret_file` in Refdesk's configuration.
	component_secret = "change-this-secret"
	name = "Reference desk"
	-- Nothing is archived and no module is needed here: rooms and their history are Refdesk's own,
	-- so that patrons' words are kept as long as you decided and not longer.
