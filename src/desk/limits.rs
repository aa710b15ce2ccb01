//! Every wait and every bound of the desk, in one place (DESIGN §3). A service may differ from the hub in any of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

macro_rules! limits {
    (
        spans { $($(#[doc = $span_doc:literal])+ $span:ident = $span_default:expr;)+ }
        counts { $($(#[doc = $count_doc:literal])+ $count:ident = $count_default:expr;)+ }
    ) => {
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Limits {
            $($(#[doc = $span_doc])+ #[serde(with = "humantime_serde")] pub $span: Duration,)+
            $($(#[doc = $count_doc])+ pub $count: u32,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Limits { $($span: $span_default,)+ $($count: $count_default,)+ }
            }
        }

        /// The limits in which a service differs from its hub.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct LimitChanges {
            $(#[serde(with = "humantime_serde", skip_serializing_if = "Option::is_none")]
            pub $span: Option<Duration>,)+
            $(#[serde(skip_serializing_if = "Option::is_none")]
            pub $count: Option<u32>,)+
        }

        impl Limits {
            pub fn changed(&self, changes: &LimitChanges) -> Limits {
                Limits {
                    $($span: changes.$span.unwrap_or(self.$span),)+
                    $($count: changes.$count.unwrap_or(self.$count),)+
                }
            }
        }
    };
}

limits! {
    spans {
        /// How long an operator may think about an offer.
        offer = secs(20);
        /// How long only the patron's own library is asked, if somebody there is on duty.
        own_library = secs(60);
        /// How long only the service's own operators are asked, if one of them on duty fits, before its consortium's are.
        own_service = secs(120);
        /// How long only operators of this hub are asked, if one of them on duty fits, before linked hubs are.
        own_hub = secs(180);
        /// After this the waiting patron is told that nobody has answered yet.
        nobody_yet = secs(60);
        /// After this the session is left as a question.
        nobody_answers = secs(240);
        /// An operator who let an offer pass in silence is not offered the same session again for this long.
        pass_over = secs(60);
        /// How long somebody who is to take a session over, or to join its holder, may take to join.
        transfer = secs(60);
        /// How long a service, a query or another hub may look for somebody to take a session over.
        transfer_search = secs(240);
        /// The holder may be away this long before the session is offered again.
        operator_vanished = secs(60);
        /// A holder still on duty who left the session's room for this long has closed it.
        operator_left = secs(30);
        /// The holder is reminded when the patron has waited this long for a word.
        operator_silent = secs(60);
        /// A patron silent for this long is asked whether he is still there.
        patron_silent = secs(180);
        /// A patron who spoke last is asked too, when neither side has said a word for this long.
        both_silent = secs(15 * 60);
        /// After the asking, the session is closed when this has passed too.
        patron_asked = secs(120);
        /// A patron whose client is gone has this long to come back.
        patron_vanished = secs(120);
        /// How long a question left behind stays open.
        question = secs(48 * 3600);
        /// How long an invitation to staff a service stands.
        staff_invitation = secs(14 * 24 * 3600);
        /// How long somebody who does not match a service's query any more may think about whether she stays.
        staff_lapse = secs(7 * 24 * 3600);
        /// Profiles that change within this are looked at together, and who newly matches is proposed in one message.
        staff_gather = secs(60);
        /// How long another hub's service may take to answer when it is asked for somebody.
        elsewhere = secs(60);
        /// A service of another hub that was asked for one session is not asked for it again for this long.
        elsewhere_again = secs(10 * 60);
        /// How long we look for somebody for a session of another hub before we decline.
        assisting = secs(120);
        /// An operator in a session of another hub, of whose end nothing is heard, counts as busy with it this long.
        assistance = secs(12 * 3600);
        /// A client not heard of for this long is pinged.
        ping_after = secs(30);
        /// How long an answer to a ping may take; after two missed the client is gone.
        ping_answer = secs(20);
        /// How long what was said is kept.
        keep_text = secs(30 * 24 * 3600);
        /// An entry of a profile counts as stale when it was confirmed longer ago than this.
        confirm_profile = secs(365 * 24 * 3600);
        /// So long before the end of a campaign those missing are reminded.
        campaign_reminder = secs(3 * 24 * 3600);
        /// Nobody is reminded of a campaign again before this has passed.
        campaign_again = secs(24 * 3600);
        /// How long a proposal of a link waits for an answer before it is forgotten.
        link_proposal = secs(14 * 24 * 3600);
        /// How long a linked hub may take to answer what it shows of a service.
        link_answer = secs(30);
        /// A linked hub that cannot be reached is tried again after this, then after twice as long, up to an hour.
        link_retry = secs(60);
        /// Coordinators are told of a linked hub that has been away for this long; a restart is shorter.
        link_away = secs(10 * 60);
        /// A linked hub that left three requests in a row unanswered is not asked for this long.
        link_rest = secs(5 * 60);
    }
    counts {
        /// Sessions open at once in one service; the next patron is asked to come back.
        sessions = 10_000;
        /// Sessions one patron may open with the hub within an hour.
        sessions_per_patron = 20;
        /// Lines one patron may send within ten seconds; more are refused, not lost silently.
        lines_per_patron = 30;
        /// Sessions that patrons of one domain may have open at once in one service, unless it is one of the hub's own.
        sessions_per_domain = 2_000;
        /// Sessions that they may open with the hub within an hour.
        opened_per_domain = 5_000;
        /// Lines that they may send within ten seconds.
        lines_per_domain = 2_000;
        /// Searches by one operator within ten seconds.
        searches_per_operator = 30;
        /// Characters in one line.
        line = 20_000;
        /// Operators' clients on duty in one service.
        clients = 1_000;
        /// Colleagues called in to one session beside its holder.
        consultants = 5;
        /// Contacts subscribed to one service.
        contacts = 100_000;
        /// Services of other hubs that are asked for one session within `elsewhere_again`, one after the other.
        asked_elsewhere = 5;
        /// Sessions of other hubs that our operators are asked for, or are in, at once.
        assistances = 1_000;
        /// Of these, those of one other hub.
        assistances_per_hub = 100;
        /// Sessions for which one other hub may ask us within an hour.
        asked_per_hub = 600;
        /// People a campaign writes to within a second.
        campaign_messages = 100;
        /// Links with other hubs.
        links = 500;
        /// Proposals of strangers' hubs that wait for a coordinator's answer.
        link_proposals = 100;
        /// Proposals that one stranger's hub may make within an hour.
        link_asks = 10;
        /// Proposals by strangers of which coordinators are told within an hour; more are in the list only.
        link_told = 20;
        /// Services of one linked hub that are kept in the directory.
        link_services = 200;
    }
}

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}
