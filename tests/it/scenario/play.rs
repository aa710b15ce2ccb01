//! Plays a scenario on a stage: carries out what the roles do, and waits for what they expect. What a role gets
//! before it is expected waits for it; two expectations may therefore be met in either order.

use std::collections::{BTreeMap, VecDeque};

use minidom::Element;

use super::{
    pattern::{Bindings, fill, fits},
    script::{Act, Deed, HUB, Role, Scenario, Step},
};
use crate::client::xml;

/// Where a scenario can be played. A role is known by its name in the scenario.
pub trait Stage {
    /// Logs the role in and sends its initial presence; its full JID.
    async fn connect(&mut self, role: &Role) -> String;
    /// Logs out, cuts the connection, stops answering, answers again; never `Connects`.
    async fn carry_out(&mut self, name: &str, deed: Deed);
    async fn send(&mut self, name: &str, stanza: &Element);
    /// The next stanza that reaches the role; `None` when nothing comes within the stage's patience.
    async fn next(&mut self, name: &str) -> Option<Element>;
    /// Returns when all that was sent has had its effect; all stanzas that have reached the role by then and
    /// were not yet taken.
    async fn settle(&mut self, name: &str) -> Vec<Element>;
    /// Time passes for the desk. Where time cannot be made to pass, the next expectation waits.
    async fn advance(&mut self, span: std::time::Duration);
    /// The desk is killed and comes back.
    async fn restart_desk(&mut self);
    /// The XMPP server is killed and comes back.
    async fn restart_server(&mut self);
}

/// How many stanzas a failure shows.
const SHOWN: usize = 12;

#[derive(Default)]
struct Received {
    all: Vec<Element>,
    /// Not yet expected, as indices.
    waiting: VecDeque<usize>,
}

struct Play<'a, S> {
    scenario: &'a Scenario,
    stage: &'a mut S,
    bindings: Bindings,
    /// Who is there, and all that ever reached them.
    present: Vec<String>,
    received: BTreeMap<String, Received>,
    forbidden: Vec<Forbidden<'a>>,
}

struct Forbidden<'a> {
    line: usize,
    who: &'a str,
    pattern: &'a Element,
    since: usize,
}

/// Plays the scenario to its end, or to what went wrong.
pub async fn play(scenario: &Scenario, stage: &mut impl Stage) -> Result<(), String> {
    let bindings = Bindings::from([("hub".to_owned(), HUB.to_owned())]);
    let (present, received, forbidden) = (Vec::new(), BTreeMap::new(), Vec::new());
    let mut play = Play { scenario, stage, bindings, present, received, forbidden };
    for role in scenario.cast.iter().filter(|role| !role.later) {
        play.connect(role).await;
    }
    for act in &scenario.acts {
        play.act(act).await?;
    }
    play.take_stock().await
}

impl<'a, S: Stage> Play<'a, S> {
    async fn act(&mut self, act: &'a Act) -> Result<(), String> {
        match &act.step {
            Step::Does(who, Deed::Connects) => {
                let role = self.scenario.cast.iter().find(|role| role.name == *who);
                self.connect(role.ok_or_else(|| self.failure(act.line, "nobody has this role"))?).await;
            }
            Step::Does(who, deed) => {
                self.there(act.line, who)?;
                self.stage.carry_out(who, *deed).await;
                if matches!(deed, Deed::LogsOut | Deed::Vanishes) {
                    self.present.retain(|name| name != who);
                }
            }
            Step::Sends(who, template) => {
                self.there(act.line, who)?;
                let stanza = fill(template, &self.bindings)
                    .map_err(|name| self.failure(act.line, &format!("nothing is known yet of {{{name}}}")))?;
                self.stage.send(who, &stanza).await;
            }
            Step::Receives(who, pattern) => self.receive(act.line, who, pattern).await?,
            Step::Never { who, pattern, from_here } => {
                if *from_here {
                    self.settle().await;
                }
                let since = if *from_here { self.of(who).all.len() } else { 0 };
                self.forbidden.push(Forbidden { line: act.line, who, pattern, since });
            }
            Step::ByNow => self.take_stock().await?,
            Step::TimePasses(span) => self.stage.advance(*span).await,
            Step::DeskRestarts => self.stage.restart_desk().await,
            Step::ServerRestarts => {
                self.stage.restart_server().await;
                self.present.clear();
            }
        }
        Ok(())
    }

    async fn connect(&mut self, role: &Role) {
        let jid = self.stage.connect(role).await;
        let bare = jid.split('/').next().unwrap_or_default().to_owned();
        self.bindings.insert(format!("{}.bare", role.name), bare);
        self.bindings.insert(role.name.clone(), jid);
        if !self.present.contains(&role.name) {
            self.present.push(role.name.clone());
        }
    }

    fn there(&self, line: usize, who: &str) -> Result<(), String> {
        let there = self.present.iter().any(|name| name == who);
        if there { Ok(()) } else { Err(self.failure(line, &format!("{who} is not connected"))) }
    }

    async fn receive(&mut self, line: usize, who: &str, pattern: &Element) -> Result<(), String> {
        let received = self.received.entry(who.to_owned()).or_default();
        for (place, index) in received.waiting.iter().enumerate() {
            if let Some(bindings) = fits(pattern, &received.all[*index], &self.bindings) {
                self.bindings = bindings;
                received.waiting.remove(place);
                return Ok(());
            }
        }
        self.there(line, who)?;
        while let Some(stanza) = self.stage.next(who).await {
            let fitting = fits(pattern, &stanza, &self.bindings);
            let received = self.of(who);
            received.all.push(stanza);
            match fitting {
                Some(bindings) => {
                    self.bindings = bindings;
                    return Ok(());
                }
                None => received.waiting.push_back(received.all.len() - 1),
            }
        }
        let awaited = format!("{who} awaited\n{}\nbut got {}", indented(pattern), self.last_of(who));
        Err(self.failure(line, &awaited))
    }

    /// Checks what must never have been received, and lets it rest.
    async fn take_stock(&mut self) -> Result<(), String> {
        if self.forbidden.is_empty() {
            return Ok(());
        }
        self.settle().await;
        for forbidden in std::mem::take(&mut self.forbidden) {
            let since = self.received.get(forbidden.who).map(|received| &received.all[forbidden.since..]);
            let mut unwanted = since.unwrap_or_default().iter();
            if let Some(stanza) = unwanted.find(|stanza| fits(forbidden.pattern, stanza, &self.bindings).is_some()) {
                let got = format!("{} must not receive\n{}", forbidden.who, indented(stanza));
                return Err(self.failure(forbidden.line, &got));
            }
        }
        Ok(())
    }

    async fn settle(&mut self) {
        // Twice, as the first round of one role may still set off something for another.
        for name in [self.present.clone(), self.present.clone()].concat() {
            for stanza in self.stage.settle(&name).await {
                let received = self.of(&name);
                received.all.push(stanza);
                received.waiting.push_back(received.all.len() - 1);
            }
        }
    }

    fn of(&mut self, who: &str) -> &mut Received {
        self.received.entry(who.to_owned()).or_default()
    }

    fn last_of(&self, who: &str) -> String {
        let Some(received) = self.received.get(who).filter(|received| !received.all.is_empty()) else {
            return "nothing at all".into();
        };
        let skipped = received.all.len().saturating_sub(SHOWN);
        let last: Vec<String> = received.all[skipped..].iter().map(indented).collect();
        format!("(* = not yet expected), last of {}:\n{}", received.all.len(), self.marked(received, skipped, last))
    }

    fn marked(&self, received: &Received, skipped: usize, last: Vec<String>) -> String {
        let mark = |(index, text): (usize, String)| {
            let open = received.waiting.contains(&(index + skipped));
            if open { format!("*{}", &text[1..]) } else { text }
        };
        last.into_iter().enumerate().map(mark).collect::<Vec<_>>().join("\n")
    }

    fn failure(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.scenario.file)
    }
}

fn indented(stanza: &Element) -> String {
    format!("  {}", xml(stanza).replace(" xmlns='jabber:client'", "").replace(" xmlns=\"jabber:client\"", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every stanza reaches everybody at once, with `from` set; nobody is ever waited for.
    #[derive(Default)]
    struct Echo {
        boxes: BTreeMap<String, Vec<Element>>,
    }

    impl Stage for Echo {
        async fn connect(&mut self, role: &Role) -> String {
            self.boxes.insert(role.name.clone(), Vec::new());
            role.jid.clone().unwrap_or_else(|| "x7@guest.localhost/y".into())
        }
        async fn carry_out(&mut self, name: &str, _: Deed) {
            self.boxes.remove(name);
        }
        async fn send(&mut self, _: &str, stanza: &Element) {
            self.boxes.values_mut().for_each(|stanzas| stanzas.push(stanza.clone()));
        }
        async fn next(&mut self, name: &str) -> Option<Element> {
            let stanzas = self.boxes.get_mut(name)?;
            (!stanzas.is_empty()).then(|| stanzas.remove(0))
        }
        async fn settle(&mut self, name: &str) -> Vec<Element> {
            self.boxes.get_mut(name).map(std::mem::take).unwrap_or_default()
        }
        async fn advance(&mut self, _: std::time::Duration) {}
        async fn restart_desk(&mut self) {}
        async fn restart_server(&mut self) {}
    }

    async fn outcome(text: &str) -> Result<(), String> {
        let text = format!("[anna] client anna@localhost/desk\n[dora] visitor\n{text}");
        let scenario = Scenario::parse("test.scs", &text).unwrap_or_else(|error| panic!("{error}"));
        play(&scenario, &mut Echo::default()).await
    }

    #[tokio::test]
    async fn what_comes_early_waits_until_it_is_expected() {
        let text =
            "anna sends: <a/><b id='7'/><c/>\ndora receives:\n <c/>\n <b id='{id}'/>\nanna receives: <b id='{id}'/>";
        assert_eq!(outcome(text).await, Ok(()));
    }

    #[tokio::test]
    async fn what_was_received_once_is_not_received_again() {
        let failed = outcome("anna sends: <a/><b/>\ndora receives: <b/>\ndora receives: <b/>").await;
        let expected = "test.scs:5: dora awaited\n  <b/>\nbut got (* = not yet expected), last of 2:\n* <a/>\n  <b/>";
        assert_eq!(failed, Err(expected.into()));
    }

    #[tokio::test]
    async fn a_name_that_stands_for_nothing_cannot_be_sent() {
        let failed = outcome("anna sends: <a to='{room}'/>").await;
        assert_eq!(failed, Err("test.scs:3: nothing is known yet of {room}".into()));
    }

    #[tokio::test]
    async fn the_roles_own_addresses_are_known() {
        let text = "anna sends: <a to='{dora}' b='{anna.bare}'/>\n\
            dora receives: <a to='x7@guest.localhost/y' b='anna@localhost'/>";
        assert_eq!(outcome(text).await, Ok(()));
    }

    #[tokio::test]
    async fn never_holds_for_the_past_and_the_future_and_no_longer_for_the_future() {
        for (text, line) in [
            ("anna sends: <a/>\ndora receives: <a/>\ndora never receives: <a/>", Some(5)),
            ("dora never receives: <a/>\nanna sends: <a/>", Some(3)),
            ("dora never receives: <a/>\nby now\nanna sends: <a/>", None),
            ("anna sends: <a/>\ndora no longer receives: <a/>\nanna sends: <b/>\ndora receives: <a/>", None),
            ("dora no longer receives: <a/>\nanna sends: <a/>", Some(3)),
        ] {
            let outcome = outcome(text).await;
            let expected = line.map(|line| format!("test.scs:{line}: dora must not receive\n  <a/>"));
            assert_eq!(outcome.err(), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn who_is_gone_does_nothing_until_he_connects_again() {
        for end in ["anna vanishes", "anna logs out", "restart the server"] {
            let failed = outcome(&format!("{end}\nanna sends: <a/>")).await;
            assert_eq!(failed, Err("test.scs:4: anna is not connected".into()));
            let done = outcome(&format!("{end}\nanna connects\nanna sends: <a/>\nanna receives: <a/>")).await;
            assert_eq!(done, Ok(()));
        }
    }
}
