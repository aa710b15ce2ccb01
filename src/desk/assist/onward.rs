//! Nobody here: a service of a third hub is named to the room, and vouched for there.

use jid::BareJid;

use super::{Assistance, Part, Stage};
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::inventory::Datum;
use crate::desk::sentence::Sentence;
use crate::stanza::NeedForm;
use crate::time::Time;

impl Desk {
    /// False where there is nowhere to go on to. Three hubs deep is the end.
    pub(super) fn pass_on(&mut self, now: Time, assistance: &mut Assistance) -> bool {
        if assistance.vouched || assistance.part == Part::Answered {
            return false;
        }
        let Some(to) = self.third_for(now, assistance) else { return false };
        let Some(link) = self.inventory.link_of(&to) else { return false };
        let passes = |datum: Datum| link.passes(datum);
        let form = NeedForm {
            languages: assistance.form.languages.clone(),
            subjects: assistance.form.subjects.iter().filter(|_| passes(Datum::Subjects)).cloned().collect(),
            question: assistance.form.question.clone().filter(|_| passes(Datum::Question)),
            note: assistance.form.note.clone().filter(|_| passes(Datum::Note)),
            sender: assistance.form.sender.clone().filter(|_| passes(Datum::Names)),
        };
        let language = self.language_between_hubs();
        let reason = Sentence::AssistanceVoucher { hub: assistance.room.domain().to_string() };
        assistance.sent += 1;
        assistance.part = assistance.part.max(Part::PassedOn);
        // How long the third hub may take, its home watches over.
        assistance.stage = Stage::PassedOn { to: to.clone(), until: assistance.until };
        let (room, service, thread) = (assistance.room.clone(), assistance.service.clone(), assistance.thread.clone());
        self.out.push(Effect::Vouch {
            room: room.clone(),
            service: service.clone(),
            to: to.clone(),
            form: form.clone(),
            reason,
            language,
            thread: thread.clone(),
        });
        let told = Sentence::StaffAssistancePassedOn { hub: room.domain().to_string(), to: to.to_string() };
        self.out.push(Effect::SendIntoRoom { room, service: service.clone(), person: to, thread, form: Some(form) });
        self.tell_staff(&service, told);
        true
    }

    /// The best service of a hub that is neither the session's home nor the one that asked, and has not been asked yet.
    fn third_for(&self, now: Time, assistance: &Assistance) -> Option<BareJid> {
        let will_not = |service: &BareJid| {
            service.domain() == assistance.room.domain()
                || service.domain() == assistance.hub.domain()
                || assistance.passed.contains_key(service)
        };
        let mut able = self.linked_services_for(now, &assistance.need).into_iter().map(|known| &known.address);
        able.find(|service| !will_not(service)).cloned()
    }
}
