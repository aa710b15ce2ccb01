//! A new inventory: what it changes about rooms. What it changes about duty and sessions is the desk's.

use jid::Jid;

use super::effects::Asked;
use super::{Address, Hub};
use crate::desk::event::Event;
use crate::desk::inventory::{Inventory, ServiceId, label};
use crate::desk::language::Language;
use crate::desk::refusal::Refusal;
use crate::desk::subjects::Counted;
use crate::muc::RoomId;

impl Hub {
    pub(super) fn inventory_changed(&mut self, inventory: Inventory) {
        self.event(Event::InventoryChanged(Box::new(inventory)), Asked::Nothing);
        self.open_staff_rooms();
        self.close_strange_rooms();
        self.services_changed();
    }

    /// What answered questions taught, in place of what is known of it.
    pub fn experience_changed(&mut self, counted: Vec<Counted>) {
        self.desk.experience_changed(counted);
    }

    /// After a start: an import may have taken away what was restored.
    pub(super) fn follow_inventory(&mut self) {
        if self.desk.has_strangers() {
            self.inventory_changed(self.desk.inventory().clone());
        } else {
            self.open_staff_rooms();
            self.close_strange_rooms();
        }
        self.part_from_contacts();
    }

    /// What is said of an address where nobody answers: a service that has ended is told by its name.
    pub(super) fn nobody_there(&self, address: &Jid, language: &Language) -> Refusal {
        let id = address.node().and_then(|local| local.as_str().parse::<ServiceId>().ok());
        match id.and_then(|id| self.desk.inventory().ended.get(&id)) {
            Some(ended) => {
                let name = label(&ended.service.names, language).unwrap_or(ended.service.id.as_str());
                Refusal::ServiceEnded { name: name.to_owned() }
            }
            None => Refusal::NoSuchService,
        }
    }

    /// Closes the rooms of services that are no more, and puts those out of staff rooms who do not work there any more.
    pub(super) fn close_strange_rooms(&mut self) {
        let mut rooms: Vec<RoomId> = self.rooms.rooms().cloned().collect();
        rooms.sort();
        for room in rooms {
            match self.address_of(&Jid::from(room.address.clone())) {
                Address::Service(service) if room.view.is_none() => {
                    let staffs = |nick: &&str| {
                        let bare = self.rooms.occupant(&room, nick).and_then(|occupant| occupant.bare());
                        bare.is_none_or(|operator| self.desk.inventory().staffs(operator, &service))
                    };
                    let nicks = self.rooms.occupants(&room).map(|(nick, _)| nick);
                    let strangers: Vec<String> = nicks.filter(|nick| !staffs(nick)).map(str::to_owned).collect();
                    let language = self.desk.staff_language(&service);
                    let reason = self.render(&Refusal::NotAnOperator.sentence(), &language);
                    for nick in strangers {
                        self.rooms.kick(&room, &nick, Some(crate::muc::DESK), Some(&reason), &mut self.out);
                    }
                }
                Address::Nobody => {
                    let language = self.desk.spoken(&[]);
                    let refusal = self.nobody_there(&room.address.clone().into(), &language);
                    let reason = self.render(&refusal.sentence(), &language);
                    self.rooms.destroy(&room, &reason, &mut self.out);
                }
                Address::Hub | Address::Service(_) | Address::Session { .. } => {}
            }
        }
    }
}
