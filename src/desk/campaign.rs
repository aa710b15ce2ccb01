//! Campaigns: a round of asking operators to go through their profiles (`!campaign`). Who is asked, until when, who has
//! returned, who is missing and whose profile is stale all the same; reminders go out through the desk, and what came back
//! on paper or by mail is imported as a table.
//!
//! All of it is in the recorded [`Campaign`], so that a restart changes nothing. Many people are written to over some
//! seconds, not at once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jid::BareJid;

use super::effect::Effect;
use super::form::{Choice, Field, FieldKind, Form, Given, Words};
use super::inventory::{Campaign, Change, ServiceId};
use super::language::Language;
use super::sentence::Sentence;
use super::{Desk, MOST_LISTED};
use crate::nearest::nearest;
use crate::time::{Date, Time};

const DAY: Duration = Duration::from_secs(86_400);
/// Some are written to, then others a little later.
const PACE: Duration = Duration::from_secs(1);
/// Campaigns there may be, with those that are over.
const MOST_CAMPAIGNS: usize = 1_000;
/// Characters of a query.
const LONGEST_QUERY: usize = 1_000;

/// What is to be done about a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Over,
    Remind,
    Tell,
}

/// What was asked for, by a line or a form.
struct Request {
    verb: String,
    name: String,
    until: String,
    asking: String,
}

impl Campaign {
    /// The end of its last day, in UTC.
    fn ends(&self) -> Time {
        self.until.begins() + DAY
    }

    fn due(&self, reminder: Duration) -> Option<(Time, Due)> {
        if self.ended.is_some() {
            return None;
        }
        let over = Some((self.ends(), Due::Over));
        let remind = Some(self.ends() - reminder).filter(|at| self.reminded.is_none() && *at > self.opened);
        let tell = self.told.filter(|_| !self.to_tell.is_empty()).map(|told| (told + PACE, Due::Tell));
        over.into_iter().chain(remind.map(|at| (at, Due::Remind))).chain(tell).min()
    }

    /// When somebody was last written to about it.
    fn last_told(&self, person: &BareJid) -> Time {
        self.asked.get(person).copied().flatten().unwrap_or(self.opened)
    }
}

impl Desk {
    /// When the first campaign has something to be done.
    pub(super) fn campaigns_due(&self) -> Option<Time> {
        let reminder = self.hub_limits().campaign_reminder;
        self.inventory.campaigns.values().filter_map(|campaign| campaign.due(reminder)).map(|(at, _)| at).min()
    }

    pub(super) fn run_campaigns(&mut self, now: Time) {
        if self.campaigns_due().is_none_or(|at| at > now) {
            return;
        }
        let reminder = self.hub_limits().campaign_reminder;
        for name in self.inventory.campaigns.keys().cloned().collect::<Vec<_>>() {
            while let Some(mut campaign) = self.inventory.campaigns.get(&name).cloned() {
                match campaign.due(reminder).filter(|(at, _)| *at <= now) {
                    Some((_, Due::Over)) => {
                        self.end_campaign(now, campaign);
                        continue;
                    }
                    Some((_, Due::Remind)) => {
                        campaign.reminded = Some(now);
                        self.queue_reminders(now, &mut campaign);
                        self.tell_next(now, &mut campaign);
                    }
                    Some((_, Due::Tell)) => self.tell_next(now, &mut campaign),
                    None => break,
                }
                self.change(now, Change::Campaign(Box::new(campaign)));
            }
        }
    }

    /// Somebody's profile has been gone through.
    pub(super) fn profile_returned(&mut self, now: Time, person: &BareJid) {
        let asks = |campaign: &&Campaign| {
            campaign.ended.is_none() && campaign.asked.contains_key(person) && !campaign.returned.contains_key(person)
        };
        for mut campaign in self.inventory.campaigns.values().filter(asks).cloned().collect::<Vec<_>>() {
            campaign.returned.insert(person.clone(), now);
            campaign.to_tell.remove(person);
            campaign.unreachable.remove(person);
            self.change(now, Change::Campaign(Box::new(campaign)));
        }
    }

    /// What the hub wrote to somebody was not taken by her server.
    pub(super) fn campaign_unreachable(&mut self, now: Time, person: &BareJid) {
        let misses = |campaign: &&Campaign| {
            let asked = campaign.asked.contains_key(person) && !campaign.returned.contains_key(person);
            asked && campaign.ended.is_none() && !campaign.unreachable.contains(person)
        };
        for mut campaign in self.inventory.campaigns.values().filter(misses).cloned().collect::<Vec<_>>() {
            campaign.unreachable.insert(person.clone());
            self.change(now, Change::Campaign(Box::new(campaign)));
        }
    }

    /// `!campaign`, typed or as a form.
    pub(super) fn campaign(&mut self, now: Time, by: &BareJid, language: &Language, given: &Given) -> Vec<Sentence> {
        let words = given.one("what");
        if words.is_none() && !given.by_form {
            self.ask_about_campaign(language, &Given::default());
            return self.list_campaigns(now);
        }
        let rows = match &words {
            Some(words) => {
                words.trim_start().strip_prefix("import").filter(|rest| !rest.starts_with(char::is_alphanumeric))
            }
            None if given.one("action").as_deref() == Some("import") => Some(""),
            None => None,
        };
        if let Some(rows) = rows {
            let rows = given.one("rows").unwrap_or_else(|| rows.to_owned());
            return self.import_by_campaign(now, by, language, given, &rows);
        }
        let request = match words {
            Some(words) => Request::typed(&words),
            None => Request::filled_in(given),
        };
        let told = match request.verb.as_str() {
            "show" if request.name.is_empty() && !given.by_form => Ok(self.list_campaigns(now)),
            "show" | "remind" | "end" if request.name.is_empty() => Err(wrong("which", &request.verb)),
            "start" => self.start_campaign(now, by, &request),
            "show" => self.campaign_named(&request.name).map(|campaign| self.show_campaign(now, campaign)),
            "remind" => self.remind(now, by, &request.name),
            "end" => self.campaign_running(&request.name).cloned().map(|campaign| {
                self.audit(now, by, "campaign", format!("end {}", campaign.name));
                self.end_campaign(now, campaign)
            }),
            _ => Err(wrong("action", &request.verb)),
        };
        told.unwrap_or_else(|sentence| {
            if given.by_form {
                self.ask_about_campaign(language, given);
            }
            vec![sentence]
        })
    }

    /// A table of what operators can, as a coordinator has collected it.
    fn import_by_campaign(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        given: &Given,
        rows: &str,
    ) -> Vec<Sentence> {
        if given.is_cut() {
            return vec![Sentence::ProfileTooMuch {}];
        }
        self.import_profiles(now, by, language, rows).unwrap_or_else(|wrong| {
            if given.by_form {
                self.ask_about_campaign(language, given);
            }
            wrong
        })
    }

    fn ask_about_campaign(&mut self, language: &Language, given: &Given) {
        let choice = |action: &str| Choice {
            value: action.to_owned(),
            label: Words::Said(Sentence::CampaignAction { action: action.to_owned() }),
        };
        let actions = ["show", "start", "remind", "end", "import"].map(choice).to_vec();
        let named = |argument: &str| Words::Said(Sentence::ArgumentName { argument: argument.to_owned() });
        let field = |name: &str, kind| Field::new(name, named(name), kind).with(given.one(name));
        let action = field("action", FieldKind::Choice(actions)).required();
        let fields = vec![
            if action.values.is_empty() { action.with(["show".to_owned()]) } else { action },
            field("campaign", FieldKind::Line),
            field("until", FieldKind::Line),
            field("asking", FieldKind::Line),
            field("rows", FieldKind::Lines),
        ];
        let title = Sentence::CommandName { command: "campaign".to_owned() };
        let form = Form { title, instructions: vec![Sentence::CampaignGuide {}], fields };
        self.out.push(Effect::Ask { form, language: language.clone() });
    }

    fn list_campaigns(&self, now: Time) -> Vec<Sentence> {
        let mut all: Vec<&Campaign> = self.inventory.campaigns.values().collect();
        all.sort_by_key(|campaign| (campaign.ended.is_some(), campaign.until, &campaign.name));
        all.into_iter().take(MOST_LISTED).map(|campaign| self.campaign_line(now, campaign)).collect()
    }

    fn campaign_named(&self, name: &str) -> Result<&Campaign, Sentence> {
        let name = name.trim().to_lowercase();
        let known = self.inventory.campaigns.get(&name);
        known.ok_or_else(|| {
            let meant = nearest(&name, self.inventory.campaigns.keys().map(String::as_str)).unwrap_or_default();
            Sentence::NoSuchCampaign { name: name.chars().take(80).collect(), nearest: meant.to_owned() }
        })
    }

    fn campaign_running(&self, name: &str) -> Result<&Campaign, Sentence> {
        let campaign = self.campaign_named(name)?;
        if campaign.ended.is_some() { Err(wrong("over", &campaign.name)) } else { Ok(campaign) }
    }

    fn start_campaign(&mut self, now: Time, by: &BareJid, request: &Request) -> Result<Vec<Sentence>, Sentence> {
        let name = request.name.to_lowercase();
        let name = name.parse::<ServiceId>().map_err(|_| wrong("name", &request.name))?.to_string();
        if self.inventory.campaigns.contains_key(&name) {
            return Err(wrong("exists", &name));
        }
        if self.inventory.campaigns.len() >= MOST_CAMPAIGNS {
            return Err(wrong("many", &MOST_CAMPAIGNS.to_string()));
        }
        let until: Date = request.until.parse().map_err(|_| wrong("day", &request.until))?;
        if until < Date::of(now) {
            return Err(wrong("past", &until.to_string()));
        }
        if request.asking.chars().count() > LONGEST_QUERY {
            return Err(wrong("long", ""));
        }
        let (query, asked) = self.whom(now, &request.asking)?;
        if asked.is_empty() {
            return Err(wrong("nobody", &request.asking));
        }
        let mut campaign = Campaign {
            name,
            query,
            by: by.clone(),
            opened: now,
            until,
            asked: asked.iter().map(|person| (person.clone(), None)).collect(),
            returned: BTreeMap::new(),
            unreachable: BTreeSet::new(),
            to_tell: asked,
            told: None,
            reminded: None,
            ended: None,
        };
        self.tell_next(now, &mut campaign);
        self.audit(now, by, "campaign", format!("start {} until {until} asking {}", campaign.name, campaign.query));
        let line = self.campaign_line(now, &campaign);
        self.change(now, Change::Campaign(Box::new(campaign)));
        Ok(vec![line])
    }

    /// Whom a query means, and the query as it is kept.
    fn whom(&self, now: Time, query: &str) -> Result<(String, BTreeSet<BareJid>), Sentence> {
        if query.trim().is_empty() {
            return Ok((String::new(), self.inventory.operators.keys().cloned().collect()));
        }
        let query = self.query(query).map_err(|mistake| mistake.sentence())?;
        Ok((query.to_string(), self.matching(now, &query)))
    }

    /// Writes to some of those who are still to be written to.
    fn tell_next(&mut self, now: Time, campaign: &mut Campaign) {
        let most = self.hub_limits().campaign_messages as usize;
        for person in campaign.to_tell.iter().take(most).cloned().collect::<Vec<_>>() {
            campaign.to_tell.remove(&person);
            if !self.inventory.operators.contains_key(&person) || campaign.returned.contains_key(&person) {
                continue;
            }
            let (name, until) = (campaign.name.clone(), campaign.until.to_string());
            let sentence = match campaign.asked.get(&person) {
                Some(Some(_)) => Sentence::CampaignReminds { name, until },
                _ => Sentence::CampaignAsks { name, until, by: self.operator_name(&campaign.by) },
            };
            self.tell_person(&person, sentence);
        }
        campaign.told = Some(now);
    }

    /// Those who have not returned and were not written to lately are to be reminded: how many, and how many are not.
    fn queue_reminders(&self, now: Time, campaign: &mut Campaign) -> (i64, i64) {
        let again = self.hub_limits().campaign_again;
        let (mut told, mut spared) = (0, 0);
        for person in self.still_missing(campaign) {
            if now.since(campaign.last_told(&person)) < again {
                spared += 1;
                continue;
            }
            told += 1;
            campaign.asked.insert(person.clone(), Some(now));
            campaign.to_tell.insert(person);
        }
        (told, spared)
    }

    fn remind(&mut self, now: Time, by: &BareJid, name: &str) -> Result<Vec<Sentence>, Sentence> {
        let mut campaign = self.campaign_running(name)?.clone();
        let (told, spared) = self.queue_reminders(now, &mut campaign);
        if told > 0 && campaign.told.is_none_or(|told| told + PACE <= now) {
            self.tell_next(now, &mut campaign);
        }
        let name = campaign.name.clone();
        self.change(now, Change::Campaign(Box::new(campaign)));
        self.audit(now, by, "campaign", format!("remind {name}: {told}"));
        Ok(vec![Sentence::CampaignReminded { name, told, spared }])
    }

    /// Asked, still of the hub, and not returned.
    fn still_missing(&self, campaign: &Campaign) -> Vec<BareJid> {
        let missing = campaign.asked.keys().filter(|person| !campaign.returned.contains_key(*person));
        missing.filter(|person| self.inventory.operators.contains_key(*person)).cloned().collect()
    }

    /// Asked, and with entries that cannot be relied on.
    fn stale_in(&self, now: Time, campaign: &Campaign) -> Vec<BareJid> {
        let asked = campaign.asked.keys().filter_map(|person| self.inventory.operators.get(person));
        asked.filter(|operator| self.stale(now, operator).is_any()).map(|operator| operator.jid.clone()).collect()
    }

    fn campaign_line(&self, now: Time, campaign: &Campaign) -> Sentence {
        Sentence::CampaignLine {
            name: campaign.name.clone(),
            state: if campaign.ended.is_some() { "over" } else { "open" }.to_owned(),
            until: campaign.until.to_string(),
            asked: campaign.asked.len() as i64,
            returned: campaign.returned.len() as i64,
            missing: self.still_missing(campaign).len() as i64,
            stale: self.stale_in(now, campaign).len() as i64,
        }
    }

    /// How a campaign stands, with names.
    fn show_campaign(&self, now: Time, campaign: &Campaign) -> Vec<Sentence> {
        let returned: Vec<BareJid> = campaign.returned.keys().cloned().collect();
        let groups = [
            ("returned", returned),
            ("missing", self.still_missing(campaign)),
            ("stale", self.stale_in(now, campaign)),
            ("unreachable", campaign.unreachable.iter().cloned().collect()),
        ];
        let names = |(which, people): (&str, Vec<BareJid>)| {
            let names: Vec<String> = people.iter().take(MOST_LISTED).map(|one| self.operator_name(one)).collect();
            let more = people.len().saturating_sub(MOST_LISTED) as i64;
            let names = names.join(", ");
            (!people.is_empty()).then(|| Sentence::CampaignNames { which: which.to_owned(), names, more })
        };
        std::iter::once(self.campaign_line(now, campaign)).chain(groups.into_iter().filter_map(names)).collect()
    }

    /// Ends a campaign and tells who started it what came of it.
    fn end_campaign(&mut self, now: Time, mut campaign: Campaign) -> Vec<Sentence> {
        campaign.ended = Some(now);
        campaign.to_tell.clear();
        let outcome = self.show_campaign(now, &campaign);
        let hears = match self.role(&campaign.by) {
            Some(_) => vec![campaign.by.clone()],
            None => self.coordinators(),
        };
        self.change(now, Change::Campaign(Box::new(campaign)));
        for person in hears {
            outcome.iter().for_each(|sentence| self.tell_person(&person, sentence.clone()));
        }
        outcome
    }
}

impl Request {
    /// `start NAME until DAY asking QUERY`, `show NAME` …
    fn typed(words: &str) -> Request {
        let (verb, rest) = words.trim().split_once(char::is_whitespace).unwrap_or((words.trim(), ""));
        let (name, rest) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        let rest = rest.trim();
        let rest = rest.strip_prefix("until").map_or(rest, str::trim_start);
        let (until, asking) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let asking = asking.trim();
        let asking = asking.strip_prefix("asking").map_or(asking, str::trim_start);
        Request { verb: verb.to_lowercase(), name: name.to_owned(), until: until.to_owned(), asking: asking.to_owned() }
    }

    fn filled_in(given: &Given) -> Request {
        let one = |name| given.one(name).unwrap_or_default();
        Request { verb: one("action"), name: one("campaign"), until: one("until"), asking: one("asking") }
    }
}

fn wrong(problem: &str, what: &str) -> Sentence {
    Sentence::CampaignWrong { problem: problem.to_owned(), what: what.chars().take(80).collect() }
}
