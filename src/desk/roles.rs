//! Who may do what: operators, coordinators, the chief coordinator, administrators (DESIGN §1). Roles stand in the
//! inventory; the configuration names people too, so that a fresh hub has somebody who may give roles.

use jid::BareJid;

use super::inventory::{Change, Role};
use super::sentence::Sentence;
use super::{Desk, MOST_LISTED};
use crate::nearest::nearest;
use crate::time::Time;

impl Desk {
    /// What somebody may do here: what the inventory says or what the configuration says, whichever is more. None is a
    /// stranger.
    pub fn role(&self, person: &BareJid) -> Option<Role> {
        let entered = self.inventory.operators.get(person).map(|operator| operator.role);
        entered.max(self.around.appointed.get(person).copied())
    }

    pub fn may(&self, person: &BareJid, who: Role) -> bool {
        self.role(person).is_some_and(|role| role >= who)
    }

    /// Everybody who may do more than an operator.
    fn officers(&self) -> Vec<(BareJid, Role)> {
        let entered = self.inventory.operators.values();
        let entered = entered.filter(|operator| operator.role > Role::Operator).map(|operator| &operator.jid);
        let mut people: Vec<&BareJid> = entered.chain(self.around.appointed.keys()).collect();
        people.sort();
        people.dedup();
        people.into_iter().filter_map(|jid| Some((jid.clone(), self.role(jid)?))).collect()
    }

    /// Those who maintain the hub.
    pub(super) fn coordinators(&self) -> Vec<BareJid> {
        let all = self.officers().into_iter().filter(|(_, role)| *role >= Role::Coordinator);
        all.map(|(jid, _)| jid).collect()
    }

    /// Lists who has which role, or gives one.
    pub(super) fn give_role(
        &mut self,
        now: Time,
        by: &BareJid,
        wanted: Option<&str>,
        role: Option<Role>,
    ) -> Vec<Sentence> {
        let Some(wanted) = wanted else {
            let officers = self.officers().into_iter().take(MOST_LISTED);
            return officers.map(|(jid, role)| self.role_line(&jid, role)).collect();
        };
        let Some(jid) = self.operator_named(wanted) else {
            let names = self.inventory.operators.values().map(|operator| operator.name.as_str());
            let nearest = nearest(wanted, names).unwrap_or_default().to_owned();
            return vec![Sentence::RoleNobody { name: wanted.chars().take(60).collect(), nearest }];
        };
        let had = self.role(&jid).unwrap_or_default();
        let Some(role) = role else {
            return vec![self.role_line(&jid, had)];
        };
        let name = self.operator_name(&jid);
        if let Some(appointed) = self.around.appointed.get(&jid).filter(|appointed| **appointed > role) {
            return vec![Sentence::RoleFromConfiguration { name, role: appointed.name().to_owned() }];
        }
        let administrators = self.officers().into_iter().filter(|(_, role)| *role == Role::Administrator);
        if had == Role::Administrator && role < had && administrators.count() == 1 {
            return vec![Sentence::RoleLastAdministrator {}];
        }
        let Some(mut operator) = self.inventory.operators.get(&jid).cloned() else { return Vec::new() };
        if operator.role != role {
            let detail = format!("{jid}: {} → {role}", operator.role);
            operator.role = role;
            self.change(now, Change::Operator(Box::new(operator)));
            self.audit(now, by, "role", detail);
            if jid != *by {
                self.tell_person(&jid, Sentence::RoleYours { role: role.name().to_owned() });
            }
        }
        vec![Sentence::RoleSet { name, role: role.name().to_owned() }]
    }

    fn role_line(&self, jid: &BareJid, role: Role) -> Sentence {
        Sentence::RoleLine { name: self.operator_name(jid), jid: jid.to_string(), role: role.name().to_owned() }
    }

    /// The operator of this address, or the only one of this name or whose address begins so.
    pub(super) fn operator_named(&self, wanted: &str) -> Option<BareJid> {
        let wanted = wanted.trim().to_lowercase();
        let known = |jid: &BareJid| self.inventory.operators.contains_key(jid);
        if let Some(jid) = wanted.parse::<BareJid>().ok().filter(known) {
            return Some(jid);
        }
        let node = |jid: &BareJid| jid.node().is_some_and(|node| node.as_str() == wanted);
        let all = self.inventory.operators.values();
        let mut named = all.filter(|operator| operator.name.to_lowercase() == wanted || node(&operator.jid));
        let first = named.next()?;
        named.next().is_none().then(|| first.jid.clone())
    }
}
