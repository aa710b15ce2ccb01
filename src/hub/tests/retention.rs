//! How long the rooms remember.

use super::*;

const DAY: u64 = 24 * 3600;

fn shown(play: &Play, client: &str) -> Vec<String> {
    let messages = play.seen.iter().filter_map(|stanza| match stanza {
        Stanza::Message(message) if message.to.to_string() == client => Some(message),
        _ => None,
    });
    messages.map(|message| message.content.plain().to_owned()).filter(|text| text.starts_with("line")).collect()
}

#[test]
fn who_joins_the_staff_room_is_not_shown_what_is_older_than_text_is_kept() {
    let mut play = Play::with(|inventory| {
        let service = inventory.services.get_mut(&sample::service("ask")).expect("the service");
        service.limits.keep_text = Some(Duration::from_secs(2 * DAY));
    });
    play.joins("anna", "ask", "Anna");
    play.says("anna", "ask", "line 1");
    play.now = play.now + Duration::from_secs(DAY);
    play.says("anna", "ask", "line 2");
    play.joins("bo", "ask", "Bo");
    assert_eq!(shown(&play, "bo@localhost/desk"), ["line 1", "line 2"]);
    play.now = play.now + Duration::from_secs(DAY + 1);
    play.joins("bo/other", "ask", "Bo");
    assert_eq!(shown(&play, "bo@localhost/other"), ["line 2"]);
    let is_forgetting = |record: &Record| matches!(record, Record::Room { record, .. } if matches!(**record, RoomRecord::LinesForgotten { .. }));
    assert!(play.records.iter().any(is_forgetting));
    play.now = play.now + Duration::from_secs(DAY / 2);
    play.says("anna", "ask", "hello");
    assert!(!play.records.iter().any(is_forgetting));
}

#[test]
fn an_open_sessions_room_remembers_all_of_it() {
    let mut play = Play::with(|inventory| {
        let service = inventory.services.get_mut(&sample::service("ask")).expect("the service");
        service.limits.keep_text = Some(Duration::from_secs(3600));
    });
    play.joins("anna", "ask", "Anna");
    play.writes("dora", "ask@ref.localhost", "line 1");
    let room = play.room(1);
    play.joins("anna", &room, "Anna");
    play.now = play.now + Duration::from_secs(2 * 3600);
    play.joins("anna/other", &room, "Anna");
    assert_eq!(shown(&play, "anna@localhost/other"), ["line 1"]);
}
