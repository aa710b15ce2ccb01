//! Everything the desk says to people, as values: which sentence, and what stands in its gaps.
//!
//! The words themselves are in `texts/*.ftl`, one file a language, and are put in by `crate::texts`. A new sentence is a
//! line below and a message of that name in every file of `texts/`; the tests there miss neither.

use std::time::Duration;

use super::language::Language;
use super::token::Token;

/// What stands in a gap of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument<'a> {
    Text(&'a str),
    /// A number, by which a language may choose between singular and plural.
    Count(i64),
    Span(Span),
    Languages(&'a [Language]),
    /// Sentences within a sentence, each after a middle dot.
    Said(&'a [Sentence]),
}

/// Short sentences that give the reasons of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons(pub Vec<Sentence>);

/// Languages as people call them, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Languages(pub Vec<Language>);

impl Languages {
    /// The names of each, in a sentence of its own.
    pub fn sentence(language: &Language) -> Sentence {
        Sentence::LanguageName { language: language.primary().to_owned() }
    }
}

/// How long something takes or has taken, as people say it: `12 s`, `5 min`, `3 h`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub seconds: i64,
}

impl Span {
    /// In the largest unit of which there are at least two, without the rest.
    pub fn sentence(self) -> Sentence {
        const UNITS: [(&str, i64); 3] = [("days", 86_400), ("hours", 3_600), ("minutes", 60)];
        let large = UNITS.into_iter().find(|(_, unit)| self.seconds >= 2 * unit);
        let (unit, size) = large.unwrap_or(("seconds", 1));
        Sentence::SpanName { unit: unit.to_owned(), count: self.seconds / size }
    }
}

impl From<Duration> for Span {
    fn from(span: Duration) -> Self {
        Span { seconds: i64::try_from(span.as_secs()).unwrap_or(i64::MAX) }
    }
}

/// What may be a field of a sentence.
pub trait AsArgument {
    fn as_argument(&self) -> Argument<'_>;

    #[cfg(test)]
    fn example() -> Self;
}

macro_rules! arguments {
    ($($kind:ty: |$value:ident| $argument:expr, $example:expr;)+) => {
        $(impl AsArgument for $kind {
            fn as_argument(&self) -> Argument<'_> {
                let $value = self;
                $argument
            }

            #[cfg(test)]
            fn example() -> Self {
                $example
            }
        })+
    };
}

arguments! {
    String: |text| Argument::Text(text), "“Ett ord”".to_owned();
    i64: |count| Argument::Count(*count), 3;
    u32: |count| Argument::Count(i64::from(*count)), 1;
    Span: |span| Argument::Span(*span), Span { seconds: 12 };
    Languages: |all| Argument::Languages(&all.0), Languages(vec![super::sample::language("sv")]);
    Reasons: |all| Argument::Said(&all.0), Reasons(vec![Sentence::SpanName { unit: "minutes".into(), count: 12 }]);
    Language: |tag| Argument::Text(tag.as_str()), super::sample::language("sv");
    Token: |token| Argument::Text(token.as_str()), super::token::Tokens::new([1, 2, 3, 4]).of(1);
}

macro_rules! sentences {
    ($($(#[doc = $doc:literal])* $name:ident { $($field:ident: $kind:ty),* $(,)? } = $key:literal;)+) => {
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Sentence {
            $($(#[doc = $doc])* $name { $($field: $kind),* },)+
        }

        impl Sentence {
            /// The key of every sentence and the names of its gaps.
            pub const ALL: &'static [(&'static str, &'static [&'static str])] =
                &[$(($key, &[$(stringify!($field)),*]),)+];

            pub fn key(&self) -> &'static str {
                match self {
                    $(Sentence::$name { .. } => $key,)+
                }
            }

            pub fn args(&self) -> Vec<(&'static str, Argument<'_>)> {
                match self {
                    $(Sentence::$name { $($field),* } => vec![$((stringify!($field), $field.as_argument())),*],)+
                }
            }

            #[cfg(test)]
            pub(crate) fn examples() -> Vec<Sentence> {
                vec![$(Sentence::$name { $($field: AsArgument::example()),* },)+]
            }
        }
    };
}

sentences! {
    // To patrons.
    /// The first word to a patron, with how long what is said is kept.
    PatronWelcome { service: String, days: i64 } = "patron-welcome";
    /// An operator is being asked.
    PatronAsking {} = "patron-asking";
    /// Nobody here can answer, or nobody has; another library is asked.
    PatronAskingElsewhere {} = "patron-asking-elsewhere";
    /// All are busy; so many are before him.
    PatronWaits { ahead: i64 } = "patron-waits";
    /// Nobody has answered within the first minute.
    PatronNobodyYet {} = "patron-nobody-yet";
    /// Nobody is on duty: he may leave his question.
    PatronNobodyOnDuty {} = "patron-nobody-on-duty";
    /// Those on duty do not share a language with him.
    PatronNobodyInLanguage { language: Languages, spoken: Languages } = "patron-nobody-in-language";
    /// Those on duty did not answer.
    PatronNobodyAnswers {} = "patron-nobody-answers";
    /// He has added to the question he left.
    PatronQuestionNoted {} = "patron-question-noted";
    PatronAnsweredBy { name: String } = "patron-answered-by";
    PatronAnsweredByAnother { name: String } = "patron-answered-by-another";
    /// Somebody else takes over from whom he was talking with.
    PatronHandedOn { name: String, from: String } = "patron-handed-on";
    /// A line of a librarian beside the one he talks with, in a chat where nothing else says whose it is.
    PatronSaidBy { name: String, text: String } = "patron-said-by";
    /// What he needs is known better now, and somebody else is being found.
    PatronPassedOn {} = "patron-passed-on";
    PatronOperatorVanished { name: String } = "patron-operator-vanished";
    /// He has been silent for long.
    PatronStillThere {} = "patron-still-there";
    PatronClosedBy { name: String } = "patron-closed-by";
    PatronClosedSilent {} = "patron-closed-silent";
    /// Nobody has answered the question he left.
    PatronQuestionOver {} = "patron-question-over";
    /// His client encrypts what he writes.
    PatronEncrypted {} = "patron-encrypted";
    /// The service ended while he waited.
    PatronServiceEnded { service: String } = "patron-service-ended";
    /// The subject of the room a patron sees.
    PatronRoomSubject { service: String } = "patron-room-subject";

    // To operators, in a session's room or about one.
    /// The invitation's reason.
    OfferReason {
        service: String,
        language: String,
        level: String,
        subjects: String,
        held: i64,
        limit: i64,
        idle: Span,
        step: String,
        question: String,
    } = "offer-reason";
    /// Above the session's room, and its first line.
    SessionHeader {
        token: String,
        language: String,
        subjects: String,
        library: String,
        waited: Span,
        step: String,
        holder: String,
        question: String,
    } = "session-header";
    /// Why the session was offered to her.
    OperatorChosen {
        language: String,
        level: String,
        subjects: String,
        held: i64,
        limit: i64,
        idle: Span,
        step: String,
    } = "operator-chosen";
    OperatorHolds { token: String } = "operator-holds";
    /// The reason of an invitation by which a session is handed on, or somebody called in.
    TransferReason {
        service: String,
        how: String,
        by: String,
        language: String,
        level: String,
        subjects: String,
        note: String,
        question: String,
    } = "transfer-reason";
    /// To the receiver alone: what she is told with it.
    TransferNote { note: String } = "transfer-note";
    /// In the room: who holds it now, and from whom.
    OperatorHandedTo { name: String, by: String } = "operator-handed-to";
    /// To one who held it before.
    OperatorHandedOn { token: String, name: String } = "operator-handed-on";
    ConsultJoined { name: String, holder: String } = "consult-joined";
    ConsultLeft { name: String } = "consult-left";
    /// The holder has gone from the room, and a consultant is there.
    ConsultAlone { holder: String, next: String, left: Span } = "consult-alone";
    ConsultTooMany {} = "consult-too-many";
    /// A coordinator hands on what she holds.
    TransferOfYours { token: String, to: String, by: String } = "transfer-of-yours";
    /// Somebody will not come, and the next is asked.
    TransferPassed { name: String, why: String, reason: String, next: String } = "transfer-passed";
    /// Nobody has come, and why.
    TransferReturned { token: String, to: String, why: String, reason: String, how: String } = "transfer-returned";
    OperatorPatronWaits { name: String, waited: Span } = "operator-patron-waits";
    OperatorPatronAsked { left: Span } = "operator-patron-asked";
    OperatorPatronGone { left: Span } = "operator-patron-gone";
    /// She has taken a question whose patron is not there.
    OperatorPatronAway {} = "operator-patron-away";
    OperatorPatronBack {} = "operator-patron-back";
    /// Lines that came back and are not kept any more to be said again.
    OperatorLinesLost { lines: i64 } = "operator-lines-lost";
    OperatorEncrypted {} = "operator-encrypted";
    /// The reasons given when a session's room is closed.
    RoomClosedBy { name: String, resolution: String } = "room-closed-by";
    RoomClosed { resolution: String } = "room-closed";
    RoomPassedOn {} = "room-passed-on";
    RoomPatronLeft {} = "room-patron-left";
    RoomPatronSilent {} = "room-patron-silent";
    /// What came of a session, in words: in sentences that are given one, and as a choice in a form.
    ResolutionName { resolution: String } = "resolution-name";
    /// The patron's nick in a session's room.
    PatronNick {} = "patron-nick";

    // In the staff room.
    StaffRoomSubject { service: String } = "staff-room-subject";
    StaffOffer { name: String, language: String, question: String, token: String } = "staff-offer";
    /// Nobody here could answer, and a service of a linked hub is asked.
    StaffAskedElsewhere { token: String, name: String, address: String } = "staff-asked-elsewhere";
    /// It has nobody, or did not answer.
    StaffNobodyElsewhere { token: String, address: String, why: String } = "staff-nobody-elsewhere";
    /// To one colleague alone, whom somebody asks to take over or to join: her client may show neither by whom nor why.
    TransferAsksYou { name: String, how: String, by: String, note: String, question: String, token: String } = "transfer-asks-you";
    /// Others are asked too: who, and why.
    StaffWidened { token: String, step: String, why: String, circle: String } = "staff-widened";
    /// Another hub has asked for somebody, and she is invited to its room.
    StaffAssistance {
        name: String,
        hub: String,
        room: String,
        languages: Languages,
        subjects: String,
        question: String,
        note: String,
        sender: String,
    } = "staff-assistance";
    StaffAssistanceWithdrawn { hub: String } = "staff-assistance-withdrawn";
    StaffAssistanceTaken { name: String, hub: String } = "staff-assistance-taken";
    StaffAssistanceDeclined { hub: String, languages: Languages } = "staff-assistance-declined";
    StaffAssistancePassedOn { hub: String, to: String } = "staff-assistance-passed-on";
    /// To whoever asked from another hub.
    AssistanceAtWork {} = "assistance-at-work";
    AssistanceTooMany {} = "assistance-too-many";
    AssistanceNobody { languages: Languages } = "assistance-nobody";
    /// Beside an invitation to the room of a third hub.
    AssistanceVoucher { hub: String } = "assistance-voucher";
    /// Who held it asked for somebody else.
    StaffPassedOn { name: String, token: String } = "staff-passed-on";
    StaffTaken { token: String, name: String, others: String } = "staff-taken";
    StaffHandedOn { token: String, name: String, from: String } = "staff-handed-on";
    StaffOperatorVanished { name: String, token: String } = "staff-operator-vanished";
    StaffQuestionLeft { token: String, question: String } = "staff-question-left";
    /// To one who comes on duty.
    StaffQuestionsOpen { questions: i64 } = "staff-questions-open";
    /// No new session is opened here from now on.
    StaffServiceEnding { service: String } = "staff-service-ending";
    /// A server has given back what was said to a patron, and the session is closed.
    StaffLinesLost { name: String, token: String, lines: i64 } = "staff-lines-lost";
    StaffClosed { token: String, name: String, resolution: String } = "staff-closed";

    // Answers to commands.
    HelpLine { usage: String, command: String } = "help-line";
    /// Before the commands that only those of a role may give, and after what one of them is for.
    HelpFor { role: String } = "help-for";
    HelpOnlyFor { role: String } = "help-only-for";
    QueueEmpty {} = "queue-empty";
    QueueLine { token: String, state: String, service: String, language: String, waited: Span, question: String } =
        "queue-line";
    TakeInvited { token: String } = "take-invited";
    NoSuchSession { token: String } = "no-such-session";
    NoSessionHere {} = "no-session-here";
    TransferAsked { token: String, to: String, how: String, left: Span } = "transfer-asked";
    TransferDone { token: String, name: String } = "transfer-done";
    TransferCancelled { token: String, to: String } = "transfer-cancelled";
    TransferNone { token: String } = "transfer-none";
    TransferUnderWay { token: String, to: String } = "transfer-under-way";
    TransferNotYours { name: String } = "transfer-not-yours";
    TransferNotHeld { token: String } = "transfer-not-held";
    TransferNotTo { name: String, why: String, held: i64, limit: i64 } = "transfer-not-to";
    /// Nobody of a service or a query can be asked now.
    TransferNobody { to: String, how: String } = "transfer-nobody";
    /// Nobody is called so, or several are.
    TransferWhom { words: String, nearest: String, several: i64 } = "transfer-whom";
    TransferUnasked { service: String } = "transfer-unasked";
    TransferTooMany {} = "transfer-too-many";
    TransferFormTitle { token: String, how: String } = "transfer-form-title";
    TransferFormText { how: String } = "transfer-form-text";
    TransferFormTo {} = "transfer-form-to";
    TransferFormOther {} = "transfer-form-other";
    TransferFormNote {} = "transfer-form-note";
    TransferFormService { service: String, on_duty: i64 } = "transfer-form-service";
    /// Who holds a session, is beside her or is asked to come.
    WhoInside { token: String, name: String, how: String, left: Span } = "who-inside";
    Declined { how: String, token: String } = "declined";
    Closed { token: String, resolution: String } = "closed";
    Noted { token: String } = "noted";
    CannedLine { name: String, text: String } = "canned-line";
    CannedNone {} = "canned-none";
    NoSuchCanned { name: String, nearest: String } = "no-such-canned";
    /// What a concept is; several things are parted by commas, what is not there is empty.
    ConceptShown {
        label: String,
        id: String,
        kind: String,
        labels: String,
        broader: String,
        narrower: String,
        operators: i64,
    } = "concept-shown";
    ConceptSaved { label: String, id: String } = "concept-saved";
    /// No concept is called so; what comes near may be empty.
    ConceptUnknown { words: String, nearest: String } = "concept-unknown";
    ConceptAmbiguous { words: String, concepts: String } = "concept-ambiguous";
    ConceptIdWrong { id: String } = "concept-id-wrong";
    ConceptNeedsLabel { id: String } = "concept-needs-label";
    ConceptPieceWrong { piece: String } = "concept-piece-wrong";
    KindLine { id: String, label: String, concepts: i64 } = "kind-line";
    KindSaved { id: String, label: String } = "kind-saved";
    KindUnknown { kind: String, nearest: String } = "kind-unknown";
    KindIdWrong { id: String } = "kind-id-wrong";
    KindNeedsLabel { id: String } = "kind-needs-label";
    WhoLine { service: String, name: String, show: String, held: i64, limit: i64, idle: Span } = "who-line";
    WhoNobody {} = "who-nobody";
    NowOnDuty { service: String } = "now-on-duty";
    NowOffDuty { service: String } = "now-off-duty";
    StatusLine { service: String, state: String, on_duty: i64, waiting: i64, waited: Span, held: i64 } = "status-line";
    // Profiles.
    /// The name of a kind of competence that nobody has given one.
    KindName { kind: String } = "kind-name";
    ProfileOf { name: String } = "profile-of";
    ProfileGuide {} = "profile-guide";
    ProfileWords {} = "profile-words";
    ProfileLevels {} = "profile-levels";
    ProfileByText {} = "profile-by-text";
    /// The field in which a coordinator says whose profile she wants.
    ProfileWhose {} = "profile-whose";
    /// Entries whose last day has passed.
    ProfileExpired { entries: String } = "profile-expired";
    ProfileUnconfirmed { entries: i64 } = "profile-unconfirmed";
    /// Above the lines that have to be asked about.
    ProfileUnclear {} = "profile-unclear";
    /// Somebody else has changed it since the form was drawn up.
    ProfileChanged {} = "profile-changed";
    ProfileMeant { line: String } = "profile-meant";
    ProfileOwnWord { word: String } = "profile-own-word";
    ProfileLeaveOut {} = "profile-leave-out";
    ProfileWrong { line: String, problem: String, what: String } = "profile-wrong";
    ProfileWhich { words: String } = "profile-which";
    ProfileSuggestion { label: String, usage: String } = "profile-suggestion";
    ProfileNotHad { words: String } = "profile-not-had";
    ProfileSaved { name: String, added: String, changed: String, removed: String, same: i64 } = "profile-saved";
    ProfileTooMany { most: i64 } = "profile-too-many";
    ProfileTooMuch {} = "profile-too-much";
    NobodyOfThatName { name: String } = "nobody-of-that-name";
    SeveralOfThatName { name: String, addresses: String } = "several-of-that-name";
    StaleNone {} = "stale-none";
    StaleLine { name: String, expired: String, old: i64, never: i64, address: String } = "stale-line";
    AndMore { more: i64 } = "and-more";
    // Campaigns.
    CampaignGuide {} = "campaign-guide";
    CampaignAction { action: String } = "campaign-action";
    /// To one who is asked, and to one who has not answered.
    CampaignAsks { name: String, by: String, until: String } = "campaign-asks";
    CampaignReminds { name: String, until: String } = "campaign-reminds";
    CampaignLine {
        name: String,
        state: String,
        until: String,
        asked: i64,
        returned: i64,
        missing: i64,
        stale: i64,
    } = "campaign-line";
    CampaignNames { which: String, names: String, more: i64 } = "campaign-names";
    CampaignReminded { name: String, told: i64, spared: i64 } = "campaign-reminded";
    NoSuchCampaign { name: String, nearest: String } = "no-such-campaign";
    CampaignWrong { problem: String, what: String } = "campaign-wrong";
    ImportColumns { columns: String } = "import-columns";
    ImportRowWrong { row: i64, reasons: Reasons } = "import-row-wrong";
    ImportNothing {} = "import-nothing";
    ImportDone { entries: i64, operators: i64 } = "import-done";
    /// What counted for or against somebody, with its points.
    RoutingPart { part: String, name: String, detail: String, count: i64, points: String } = "routing-part";
    CandidatesHead { token: String, language: String, subjects: String, step: String } = "candidates-head";
    CandidateLine { place: i64, name: String, score: i64, reasons: Reasons } = "candidate-line";
    CandidatesNone {} = "candidates-none";
    LeftOutLine { name: String, why: String, held: i64, limit: i64, left: Span } = "left-out-line";
    /// Whether linked hubs are asked, and the first of their services.
    CandidatesNetwork { how: String, to: String, left: Span } = "candidates-network";
    CandidateElsewhere { place: i64, name: String, address: String, languages: String, load: String }
        = "candidate-elsewhere";
    ElsewhereLeftOut { name: String, address: String, why: String, left: Span } = "elsewhere-left-out";
    AssignOffered { token: String, name: String } = "assign-offered";
    AssignNoLanguage { name: String } = "assign-no-language";
    AssignNotAvailable { name: String, why: String, held: i64, limit: i64 } = "assign-not-available";
    AssignWhom { name: String, nearest: String } = "assign-whom";
    /// Past decisions about a session.
    WhyChosen {
        name: String,
        ago: Span,
        score: i64,
        reasons: Reasons,
        step: String,
        others: String,
        outcome: String,
    } = "why-chosen";
    /// A session was handed on, or somebody called in: what came of it.
    WhyTransfer { what: String, name: String, ago: Span } = "why-transfer";
    WhyAssigned { name: String, by: String, ago: Span, outcome: String } = "why-assigned";
    WhyAsked { name: String, ago: Span } = "why-asked";
    /// An offer of which no more is known than these words.
    WhyOffered { name: String, ago: Span, detail: String, outcome: String } = "why-offered";
    WhyWidened { step: String, why: String, circle: String, ago: Span } = "why-widened";
    /// What came of an offer, in sentences that are given one.
    OfferOutcome { outcome: String } = "offer-outcome";
    WhyRequeued { name: String, ago: Span } = "why-requeued";
    WhyLeft { ago: Span } = "why-left";
    WhyUnknown { token: String } = "why-unknown";
    /// What a session needs.
    NeedHead { token: String } = "need-head";
    NeedLine { part: String, name: String, source: String } = "need-line";
    /// A kind, in sentences that are given one.
    NeedPart { part: String } = "need-part";
    NeedChanged { token: String } = "need-changed";
    NeedRouted { token: String } = "need-routed";
    NeedNobodyElse {} = "need-nobody-else";
    NeedNotYours { name: String } = "need-not-yours";
    NeedUnknownKey { key: String, nearest: String } = "need-unknown-key";
    NeedUnknownWord { key: String, word: String, nearest: String } = "need-unknown-word";
    RoleLine { name: String, jid: String, role: String } = "role-line";
    RoleSet { name: String, role: String } = "role-set";
    /// To one whose role was changed.
    RoleYours { role: String } = "role-yours";
    /// What somebody may do, in words: in sentences that are given a role.
    RoleName { role: String } = "role-name";
    RoleNobody { name: String, nearest: String } = "role-nobody";
    RoleLastAdministrator {} = "role-last-administrator";
    RoleFromConfiguration { name: String, role: String } = "role-from-configuration";
    AuditLine { when: String, name: String, command: String, detail: String } = "audit-line";
    AuditNone { word: String } = "audit-none";
    CoverageTitle { zone: String, weeks: i64 } = "coverage-title";
    CoveragePlanned { name: String, language: Languages, planned: String, weekend: String } = "coverage-planned";
    CoverageOnDuty { name: String, language: Languages, on_duty: String, weekend: String } = "coverage-on-duty";
    CoverageMore { left: i64 } = "coverage-more";
    CoverageNone {} = "coverage-none";
    CoverageUnknown { words: String } = "coverage-unknown";
    GapsTitle { days: i64 } = "gaps-title";
    GapsLine { name: String, language: Languages, nobody: i64, known: i64 } = "gaps-line";
    GapsNone { days: i64 } = "gaps-none";
    /// A line beginning with `!` or `/` that is no command.
    UnknownCommand { word: String, nearest: String } = "unknown-command";
    WrongArgument { argument: String, usage: String } = "wrong-argument";
    /// The name of a command and of an argument in a form.
    CommandName { command: String } = "command-name";
    ArgumentName { argument: String } = "argument-name";
    /// An operator on duty wrote to the service as to a person.
    WriteInTheRoom {} = "write-in-the-room";
    /// A private message to a patron's place in a room.
    SayItInTheRoom {} = "say-it-in-the-room";
    /// Somebody unknown wrote to the hub.
    HubGreeting { services: String } = "hub-greeting";

    // Clusters.
    ClusterSaved { name: String, members: i64 } = "cluster-saved";
    ClusterLine { name: String, query: String, members: i64 } = "cluster-line";
    ClusterMember { name: String, jid: String, reasons: String } = "cluster-member";
    /// Who is in it that was not when she last looked, and who is not any more.
    ClusterChanged { ago: Span, joined: String, left: String } = "cluster-changed";
    ClusterRemoved { name: String } = "cluster-removed";
    ClusterNone {} = "cluster-none";
    ClusterWhich {} = "cluster-which";
    ClusterNameWrong { name: String } = "cluster-name-wrong";
    ClusterNoQuery { name: String } = "cluster-no-query";
    ClustersFull { clusters: i64 } = "clusters-full";
    NoSuchCluster { name: String, nearest: String } = "no-such-cluster";
    /// So many more are not listed.
    ListGoesOn { more: i64 } = "list-goes-on";

    // Services founded and ended while running, to coordinators.
    /// What `!service` can do, as a choice in a form.
    ServiceAction { action: String } = "service-action";
    /// What is chosen when it is asked whether she is sure.
    ServiceSure { choice: String } = "service-sure";
    ServiceHow {} = "service-how";
    ServiceFormHow {} = "service-form-how";
    ServiceWhich {} = "service-which";
    NoSuchServiceHere { id: String, nearest: String } = "no-such-service-here";
    ServiceIdWrong { id: String } = "service-id-wrong";
    ServiceTaken { id: String } = "service-taken";
    ServiceReserved { id: String } = "service-reserved";
    ServicesFull { services: i64 } = "services-full";
    ServiceNoQuery {} = "service-no-query";
    NoSuchLibrary { id: String } = "no-such-library";
    NoSuchConsortium { id: String } = "no-such-consortium";
    NotALanguageTag { tag: String } = "not-a-language-tag";
    ServicePreview { service: String, id: String, operators: i64, query: String } = "service-preview";
    ServicePreviewLibraries { libraries: String, more: i64 } = "service-preview-libraries";
    ServicePreviewLanguage { language: Languages, operators: i64 } = "service-preview-language";
    /// How many could be there at which hours of working days, Saturdays or Sundays.
    ServicePreviewHours { days: String, hours: String, zone: String } = "service-preview-hours";
    /// So many work for libraries that have told no hours.
    ServicePreviewUntold { operators: i64 } = "service-preview-untold";
    ServiceUnknownWords { words: String } = "service-unknown-words";
    ServiceNobodyMatches {} = "service-nobody-matches";
    ServiceNobodySpeaks { language: Languages } = "service-nobody-speaks";
    /// The command that does what was shown.
    ServiceConfirm { command: String } = "service-confirm";
    ServiceFounded { service: String, id: String, invited: i64 } = "service-founded";
    ServiceStaffing {
        service: String,
        id: String,
        state: String,
        staff: i64,
        on_duty: i64,
        invited: i64,
        proposed: i64,
    } = "service-staffing";
    ServiceQueryLine { query: String } = "service-query-line";
    ServiceStaffLine { name: String, jid: String, stance: String, since: Span, on_duty: i64 } = "service-staff-line";
    ServiceEndedLine { id: String, ago: Span } = "service-ended-line";
    ServiceEndAsked { service: String, id: String, waiting: i64, held: i64, staff: i64 } = "service-end-asked";
    ServiceEnds { service: String, held: i64 } = "service-ends";
    ServiceIsEnding { id: String } = "service-is-ending";
    ServiceNotEnded { id: String } = "service-not-ended";
    ServiceHasEnded { service: String } = "service-has-ended";
    NoSuchOperator { jid: String } = "no-such-operator";
    StaffNobodyToInvite { id: String } = "staff-nobody-to-invite";
    StaffInvitedNow { service: String, names: String, operators: i64 } = "staff-invited-now";
    StaffAccepted { name: String, service: String, staff: i64 } = "staff-accepted";
    StaffUnreached { name: String, jid: String, service: String, id: String } = "staff-unreached";
    StaffDeclined { name: String, service: String, reason: String } = "staff-declined";
    StaffInvitationsLapsed { service: String, names: String, operators: i64, id: String } = "staff-invitations-lapsed";
    StaffProposed { service: String, names: String, operators: i64, id: String } = "staff-proposed";
    /// They have been asked whether they go.
    StaffLapsingTold { service: String, names: String, operators: i64, span: Span } = "staff-lapsing-told";
    StaffLeft { name: String, service: String } = "staff-left";

    // Links to other hubs, to coordinators.
    /// What `!link` can do, as a choice in a form and the title of one.
    LinkAction { action: String } = "link-action";
    LinkHow {} = "link-how";
    LinkAgreementHow {} = "link-agreement-how";
    /// What may pass, as a choice in a form.
    LinkDatum { datum: String } = "link-datum";
    LinkWrong { problem: String, what: String } = "link-wrong";
    NoSuchLink { hub: String, nearest: String } = "no-such-link";
    LinkNone {} = "link-none";
    /// A link, whether the other hub is there, and its services; what is not known is empty.
    LinkLine { hub: String, state: String, shown: String, services: String, since: Span } = "link-line";
    LinkAgreement { agreement: String, zone: String, name: String } = "link-agreement";
    LinkHealth { heard: String, ago: Span, missed: i64, wrong: i64, unreachable: String } = "link-health";
    LinkService { name: String, address: String, state: String, load: String, languages: String, names: String } = "link-service";
    LinkDone { hub: String, done: String } = "link-done";
    LinkNarrowed { hub: String, agreement: String } = "link-narrowed";
    /// Another hub proposes one, with what it says of it.
    LinkAsked { hub: String, said: String } = "link-asked";
    /// What another hub has done about a link, or what has become of it.
    LinkTurned { hub: String, turn: String } = "link-turned";
    /// To the other hub's coordinators, with a proposal.
    LinkProposal { name: String, services: String } = "link-proposal";
    /// In a session's room, to whom another hub had sent.
    RoomLinkEnded { hub: String } = "room-link-ended";

    // To one who is asked to staff a service.
    /// The reason of the invitation, as her client shows it.
    StaffInvitation { service: String, name: String, about: String, id: String } = "staff-invitation";
    /// The same in a message, for clients that show no reason and for who is away.
    StaffAsked { service: String, name: String, about: String, id: String, days: Span } = "staff-asked";
    StaffWelcome { service: String, id: String } = "staff-welcome";
    StaffDeclinedNow { service: String } = "staff-declined-now";
    /// Her profile does not match any more: does she go?
    StaffLapsing { service: String, id: String, span: Span } = "staff-lapsing";
    StaffStays { service: String } = "staff-stays";
    StaffLeavesNow { service: String } = "staff-leaves-now";
    StaffLeavesLater { service: String } = "staff-leaves-later";
    StaffNotAsked {} = "staff-not-asked";
    StaffGone { service: String } = "staff-gone";

    LanguageName { language: String } = "language-name";
    /// How long something takes, in any sentence.
    SpanName { unit: String, count: i64 } = "span-name";

    // What is shown of a service.
    ServiceOpen { on_duty: i64, waiting: i64, waited: Span } = "service-open";
    ServiceClosed {} = "service-closed";

    // Refusals.
    RefusedNoSuchService {} = "refused-no-such-service";
    RefusedServiceEnded { name: String } = "refused-service-ended";
    RefusedTooManyLines {} = "refused-too-many-lines";
    RefusedLineTooLong { characters: i64 } = "refused-line-too-long";
    RefusedServiceFull {} = "refused-service-full";
    RefusedTooManySessions {} = "refused-too-many-sessions";
    RefusedTooManyOfDomain {} = "refused-too-many-of-domain";
    RefusedTakenBy { name: String } = "refused-taken-by";
    RefusedSessionClosed {} = "refused-session-closed";
    RefusedNotOffered {} = "refused-not-offered";
    RefusedNotAnOperator {} = "refused-not-an-operator";
    RefusedNotInTheInventory {} = "refused-not-in-the-inventory";
    RefusedTooManyClients {} = "refused-too-many-clients";
    RefusedNotStaff {} = "refused-not-staff";
    RefusedNotYourRole { role: String } = "refused-not-your-role";
    RefusedNotLinked {} = "refused-not-linked";
    RefusedLinkPaused {} = "refused-link-paused";
    RefusedNotInAgreement {} = "refused-not-in-agreement";
    RefusedOutsideHours { hours: String, zone: String } = "refused-outside-hours";
    RefusedTooManySearches {} = "refused-too-many-searches";

    // What a search found, and why.
    FoundCount { query: String, total: i64, shown: i64, more: i64 } = "found-count";
    /// Words that no concept and no name has.
    FoundUnknown { words: String } = "found-unknown";
    /// One who was found, with where she is on duty and why she was found.
    FoundLine { name: String, jid: String, presence: String, why: String } = "found-line";
    FoundOnDuty { services: String, show: String, held: i64, limit: i64 } = "found-on-duty";
    /// A service of another hub.
    FoundPartner { state: String, load: String, names: String } = "found-partner";
    FoundOffDuty {} = "found-off-duty";
    /// What she has, the broader or equal thing that was asked for, and the day it held until; each may be empty.
    FoundCompetence { what: String, level: String, asked: String, expired: String } = "found-competence";
    FoundName {} = "found-name";
    /// By her library, country, service …
    FoundMember { key: String, value: String } = "found-member";
    /// On the command line: what linked hubs show is not in the store.
    FindNeedsTheDesk {} = "find-needs-the-desk";
    /// Where it is looked, as a choice in the search form.
    SearchScope { scope: String } = "search-scope";
    SearchTitle {} = "search-title";
    SearchInstructions {} = "search-instructions";
    /// A field of the search form, or a column of what is found.
    SearchField { field: String } = "search-field";

    // A competence query that cannot be read, and where in it.
    QueryEmpty {} = "query-empty";
    QueryTooLong { most: i64 } = "query-too-long";
    QueryTooMany { most: i64, piece: String, place: i64 } = "query-too-many";
    QueryTooDeep { most: i64, place: i64 } = "query-too-deep";
    QueryNotClosed { piece: String, place: i64 } = "query-not-closed";
    QueryNotOpened { piece: String, place: i64 } = "query-not-opened";
    QueryUnfinished { piece: String, place: i64 } = "query-unfinished";
    QueryNoValue { piece: String, place: i64 } = "query-no-value";
    QueryNotALevel { piece: String, place: i64 } = "query-not-a-level";
    QueryNotScope { piece: String, place: i64 } = "query-not-scope";
    QueryNotDuty { piece: String, place: i64 } = "query-not-duty";
    /// With the key it is nearest to, or nothing.
    QueryUnknownKey { piece: String, place: i64, nearest: String } = "query-unknown-key";
    RefusedHeldBy { name: String } = "refused-held-by";
    RefusedNotAwaited {} = "refused-not-awaited";
    RefusedNotTheRoom {} = "refused-not-the-room";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_sentence_names_its_key_and_its_gaps() {
        let sentence = Sentence::PatronWelcome { service: "Ask".into(), days: 30 };
        assert_eq!(sentence.key(), "patron-welcome");
        assert_eq!(sentence.args(), [("service", Argument::Text("Ask")), ("days", Argument::Count(30))]);
    }

    #[test]
    fn a_span_is_told_in_the_largest_unit_that_says_enough() {
        let told = |seconds: i64| Span { seconds }.sentence();
        let name = |unit: &str, count| Sentence::SpanName { unit: unit.to_owned(), count };
        assert_eq!(told(0), name("seconds", 0));
        assert_eq!(told(119), name("seconds", 119));
        assert_eq!(told(120), name("minutes", 2));
        assert_eq!(told(7_199), name("minutes", 119));
        assert_eq!(told(7_200), name("hours", 2));
        assert_eq!(told(172_800), name("days", 2));
    }

    #[test]
    fn no_two_sentences_share_a_key() {
        let keys: BTreeSet<_> = Sentence::ALL.iter().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), Sentence::ALL.len());
    }
}
