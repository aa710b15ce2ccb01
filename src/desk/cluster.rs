//! Clusters: competence queries that coordinators save under a name. Their members are whoever matches now, so they change
//! as profiles do, and a coordinator is told who has joined and left since she last looked.

use std::collections::BTreeSet;

use jid::BareJid;

use super::inventory::{Change, Cluster, ClusterSeen, ServiceId};
use super::language::Language;
use super::query::{Query, Reason};
use super::sentence::Sentence;
use super::{Desk, MOST_LISTED};
use crate::nearest::nearest;
use crate::time::Time;

const MOST_CLUSTERS: usize = 500;
/// Members that are remembered of a cluster; in a larger one it is not told who has joined and left.
const MOST_REMEMBERED: usize = 2_000;

/// What a coordinator may do with a cluster, as it stands in `!cluster`.
pub(super) const ACTIONS: &[&str] = &["save", "show", "remove", "list"];

impl Desk {
    pub(super) fn cluster_command(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        action: Option<&str>,
        name: Option<&str>,
        query: Option<&str>,
    ) -> Vec<Sentence> {
        let name = name.map(str::to_lowercase);
        match (action, name) {
            (Some("save"), Some(name)) => self.save_cluster(now, by, language, &name, query.unwrap_or_default()),
            (Some("remove"), Some(name)) if self.inventory.clusters.contains_key(&name) => {
                self.change(now, Change::ClusterGone(name.clone()));
                self.audit(now, by, "cluster", format!("remove {name}"));
                vec![Sentence::ClusterRemoved { name }]
            }
            (Some("save" | "remove"), None) => vec![Sentence::ClusterWhich {}],
            (Some("remove"), Some(name)) => vec![self.no_such_cluster(&name)],
            (Some("list"), _) | (None | Some("show"), None) => self.list_clusters(now),
            (_, Some(name)) => self.show_cluster(now, by, language, &name),
            _ => vec![Sentence::ClusterWhich {}],
        }
    }

    fn save_cluster(&mut self, now: Time, by: &BareJid, language: &Language, name: &str, query: &str) -> Vec<Sentence> {
        if name.parse::<ServiceId>().is_err() || ACTIONS.contains(&name) {
            return vec![Sentence::ClusterNameWrong { name: name.chars().take(64).collect() }];
        }
        if self.inventory.clusters.len() >= MOST_CLUSTERS && !self.inventory.clusters.contains_key(name) {
            return vec![Sentence::ClustersFull { clusters: MOST_CLUSTERS as i64 }];
        }
        let parsed = match self.query(query) {
            _ if query.trim().is_empty() => return vec![Sentence::ClusterNoQuery { name: name.to_owned() }],
            Ok(parsed) => parsed,
            Err(mistake) => return vec![mistake.sentence()],
        };
        let cluster = Cluster { name: name.to_owned(), query: query.trim().to_owned(), by: by.clone(), at: now };
        self.change(now, Change::Cluster(cluster));
        self.audit(now, by, "cluster", format!("save {name} {}", query.trim()));
        let members = self.matching(now, &parsed);
        let mut lines = vec![Sentence::ClusterSaved { name: name.to_owned(), members: members.len() as i64 }];
        lines.extend(self.member_lines(now, language, &parsed));
        self.look_at(now, by, name, members);
        lines
    }

    fn show_cluster(&mut self, now: Time, by: &BareJid, language: &Language, name: &str) -> Vec<Sentence> {
        let Some(cluster) = self.inventory.clusters.get(name).cloned() else {
            return vec![self.no_such_cluster(name)];
        };
        let parsed = match Query::parse(&cluster.query) {
            Ok(parsed) => parsed,
            Err(mistake) => return vec![mistake.sentence()],
        };
        let members = self.matching(now, &parsed);
        let (name, query) = (cluster.name.clone(), cluster.query.clone());
        let mut lines = vec![Sentence::ClusterLine { name, query, members: members.len() as i64 }];
        lines.extend(self.member_lines(now, language, &parsed));
        lines.extend(self.changed_since(now, by, &cluster, &members));
        self.look_at(now, by, &cluster.name, members);
        lines
    }

    fn member_lines(&self, now: Time, language: &Language, query: &Query) -> Vec<Sentence> {
        let found = self.search(now, query, MOST_LISTED);
        let mut lines: Vec<Sentence> = found
            .matches
            .iter()
            .map(|one| Sentence::ClusterMember {
                name: self.operator_name(&one.operator),
                jid: one.operator.to_string(),
                reasons: self.why_a_member(&one.reasons, language),
            })
            .collect();
        if found.total > found.matches.len() {
            lines.push(Sentence::ListGoesOn { more: (found.total - found.matches.len()) as i64 });
        }
        lines
    }

    /// What speaks for a member, in words: the competences that match, with their levels, and what else was asked for.
    fn why_a_member(&self, reasons: &[Reason], language: &Language) -> String {
        let named = |reason: &Reason| match reason {
            Reason::Competence { value, level, .. } => {
                let name = self.vocabulary.name(value, language);
                Some(level.map_or_else(|| name.to_string(), |level| format!("{name} {level}")))
            }
            Reason::Member { key, value } => Some(self.member_name(key, value, language)),
            Reason::Name => None,
        };
        reasons.iter().filter_map(named).collect::<Vec<_>>().join(", ")
    }

    /// Since she last looked; since it was last looked at by who saved it, where she has not looked yet.
    fn changed_since(
        &self,
        now: Time,
        by: &BareJid,
        cluster: &Cluster,
        members: &BTreeSet<BareJid>,
    ) -> Option<Sentence> {
        let seen = |by: &BareJid| self.inventory.cluster_seen.get(&(cluster.name.clone(), by.clone()));
        let seen = seen(by).or_else(|| seen(&cluster.by))?;
        let known = seen.members.len() < MOST_REMEMBERED && members.len() < MOST_REMEMBERED;
        let joined: Vec<BareJid> = members.difference(&seen.members).cloned().collect();
        let left: Vec<BareJid> = seen.members.difference(members).cloned().collect();
        let named = |operators: &[BareJid]| {
            let names = operators.iter().take(MOST_LISTED).map(|one| self.operator_name(one));
            names.collect::<Vec<_>>().join(", ")
        };
        let ago = now.since(seen.at).into();
        let changed = known && !(joined.is_empty() && left.is_empty());
        changed.then(|| Sentence::ClusterChanged { ago, joined: named(&joined), left: named(&left) })
    }

    fn look_at(&mut self, now: Time, by: &BareJid, name: &str, members: BTreeSet<BareJid>) {
        let members = members.into_iter().take(MOST_REMEMBERED).collect();
        let seen = ClusterSeen { cluster: name.to_owned(), by: by.clone(), at: now, members };
        self.change(now, Change::ClusterSeen(Box::new(seen)));
    }

    fn list_clusters(&self, now: Time) -> Vec<Sentence> {
        let line = |cluster: &Cluster| Sentence::ClusterLine {
            name: cluster.name.clone(),
            query: cluster.query.clone(),
            members: Query::parse(&cluster.query).map_or(0, |query| self.matching(now, &query).len() as i64),
        };
        let lines: Vec<Sentence> = self.inventory.clusters.values().take(MOST_LISTED).map(line).collect();
        if lines.is_empty() { vec![Sentence::ClusterNone {}] } else { lines }
    }

    pub(super) fn no_such_cluster(&self, name: &str) -> Sentence {
        let near = nearest(name, self.inventory.clusters.keys().map(String::as_str)).unwrap_or_default().to_owned();
        Sentence::NoSuchCluster { name: name.chars().take(64).collect(), nearest: near }
    }
}
