//! Somebody searches: who may, and how often.

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::language::Language;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::time::Time;

impl Desk {
    /// What is said back; the findings themselves are an effect of their own.
    pub(in crate::desk) fn find(
        &mut self,
        now: Time,
        operator: &BareJid,
        query: &str,
        language: &Language,
    ) -> Vec<Sentence> {
        if !self.rates.search(operator, now, &self.around.limits) {
            self.refuse(Refusal::TooManySearches, language.clone());
            return Vec::new();
        }
        match self.findings(now, query, language) {
            Ok(findings) => {
                self.out.push(Effect::Found { findings: Box::new(findings), language: language.clone() });
                Vec::new()
            }
            Err(mistake) => {
                self.refuse(Refusal::NotAQuery(mistake), language.clone());
                Vec::new()
            }
        }
    }
}
