### What Refdesk says, in English. Names in braces are filled in; every other word may be changed.
###
### A gap that may be empty is chosen on like a number: [0] stands for "nothing there". Where a line ends with a command,
### nothing follows it, so that it can be copied.

## To patrons

patron-welcome =
    Welcome to { $service }! All we need from you is your question. What is written here is kept for { $days ->
        [0] less than a day
        [one] one day
       *[other] { $days } days
    } and then deleted.
patron-asking = We are asking a librarian now; please stay here.
patron-asking-elsewhere = Nobody here can answer you just now, so another library will. We are asking for a librarian there; please stay here.
patron-waits =
    All our librarians are busy just now. { $ahead ->
        [0] You are next.
        [one] One person is before you.
       *[other] { $ahead } people are before you.
    } Feel free to tell us more while you wait.
patron-nobody-yet = Thank you for waiting. Nobody has been free to answer yet; we are still trying.
patron-nobody-on-duty = Nobody is here to answer just now, but your question will be answered. Please write the whole question here, and an e-mail address or telephone number where we can reach you.
patron-nobody-in-language =
    { $language ->
        [0] None of the librarians here just now can answer in your language.
       *[other] None of the librarians here just now can answer in your language ({ $language }).
    } { $spoken ->
        [0] Please leave your question
       *[other] We do answer in: { $spoken }. Write in one of these and we will look again, or leave your question
    } and an e-mail address or telephone number, and it will be answered.
patron-nobody-answers = We are sorry: the librarians here are all taken up and could not answer. Please leave an e-mail address or telephone number together with your question, and it will be answered.
patron-question-noted = Thank you, we have added this to your question.
patron-answered-by = You are now talking with { $name }.
patron-answered-by-another = You are now talking with { $name }, who can see what has been written so far.
patron-handed-on =
    { $name } takes over{ $from ->
        [0] { "" }
       *[other] {" "}from { $from }
    } and can see what has been written so far.
patron-said-by = { $name }: { $text }
patron-passed-on = I am finding a colleague who is better placed to help you. Please stay here.
patron-operator-vanished = We have lost contact with { $name }. We are finding someone else for you; you need not write your question again.
patron-still-there = Are you still there? If we do not hear from you, we will close this conversation in a little while.
patron-closed-by = { $name } has closed this conversation. Did this completely answer your question? If not, just write again.
patron-closed-silent = We have not heard from you for a while, so we have closed this conversation. You are welcome to write again at any time.
patron-question-over = We are sorry: nobody was able to answer your question here in time. Please write to us again, and we will try anew.
patron-encrypted = We could not read your message, because your program encrypted it. Please turn encryption off for this conversation and send it again.
patron-service-ended = { $service } has ended, so your question cannot be answered here. Your own library will gladly help you.
patron-room-subject = { $service }: write your question here, and a librarian will answer you.

## To operators, in a session's room or about one

offer-reason =
    { $service } · { $language } { $level ->
        [native] native
       *[other] { $level }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · { $held } of { $limit } · { $idle } idle{ $step ->
        [consortium] {" "}· asked in the whole consortium
        [network] {" "}· linked hubs are asked too
       *[other] { "" }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· “{ $question }”
    }
session-header =
    { $token }{ $language ->
        [0] { "" }
       *[other] {" "}· { $language }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · waited { $waited }{ $library ->
        [0] { "" }
       *[other] {" "}· { $library }
    }{ $step ->
        [consortium] {" "}· asked in the whole consortium
        [network] {" "}· linked hubs are asked too
       *[other] { "" }
    }{ $holder ->
        [0] { "" }
       *[other] {" "}· held by { $holder }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· “{ $question }”
    }
operator-chosen =
    Chosen for you: { $language } { $level ->
        [native] native
       *[other] { $level }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · { $held } of { $limit } · { $idle } idle{ $step ->
        [consortium] {" "}· asked in the whole consortium
        [network] {" "}· linked hubs are asked too
       *[other] { "" }
    }
operator-holds = You hold { $token }. What you write here is said to the patron; lines beginning with ! are not. When the question is answered: !close answered
transfer-reason =
    { $service } · { $how ->
        [consult] { $by ->
            [0] you are asked
           *[other] { $by } asks you
        } to join the conversation
       *[other] { $by ->
            [0] you are asked
           *[other] { $by } asks you
        } to take over
    }{ $note ->
        [0] { "" }
       *[other] {" "}· { $note }
    } · { $language }{ $level ->
        [0] { "" }
        [native] {" "}native
       *[other] {" "}{ $level }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· “{ $question }”
    }
transfer-note = Note for you: { $note }
operator-handed-to =
    { $by ->
        [0] { $name } holds this session now.
       *[other] { $by } has handed this session to { $name }.
    }
operator-handed-on = { $name } holds { $token } now. What you write here does not reach the patron any more. You may stay and read along, or leave.
consult-joined =
    { $name } has joined as a consultant; { $holder } goes on holding the session. What either of you says here reaches the patron; a private message between you does not.
consult-left = { $name } has left the session.
consult-alone = { $holder } is gone. If that is still so in { $left }, { $next } holds this session, so that the patron is not alone.
consult-too-many = As many consultants as may be are in this session already.
transfer-of-yours = { $by } is handing { $token } on to { $to }. You hold it until somebody has joined.
transfer-passed =
    { $name } { $why ->
        [declined] will not come
        [silent] has not answered
        [unreachable] cannot be reached
        [off-duty] has gone off duty
       *[dnd] does not want to be disturbed
    }{ $reason ->
        [0] { "" }
       *[other] {" "}(“{ $reason }”)
    }.{ $next ->
        [0] {" "}Somebody else is being looked for.
       *[other] {" "}Now { $next } is asked.
    }
transfer-returned =
    { $why ->
        [declined] { $to } will not come
        [silent] { $to } has not answered
        [unreachable] { $to } cannot be reached
        [off-duty] { $to } has gone off duty
        [dnd] { $to } does not want to be disturbed
        [nobody] { $to }: nobody is left who could come
        [unlinked] { $to }: the link with its hub has ended
        [elsewhere] { $to } has nobody for this
        [over] { $to }: nobody came in time
        [taken] Somebody else has taken { $token }
        [gone] The session went to a colleague who was in it
       *[cancelled] { $to } is not asked any more
    }{ $reason ->
        [0] { "" }
       *[other] {" "}(“{ $reason }”)
    }.{ $why ->
        [taken] { "" }
        [gone] { "" }
       *[other] { $how ->
            [waiting] {" "}{ $token } is in the queue again.
           *[other] {" "}{ $token } stays where it is.
        }
    }
operator-patron-waits =
    { $name ->
        [0] The
       *[other] { $name }: the
    } patron has been waiting for { $waited } for a word from you.
operator-patron-asked = The patron has been silent for a while and was asked whether anybody is there. Without an answer this session closes in { $left }. To close it now: !close answered
operator-patron-gone = The patron's connection is gone. If it does not come back within { $left } this session closes. To close it now: !close answered
operator-patron-away = The patron is not here now. What you write is kept for him by his server, if it keeps messages; an address may stand in his question. When you are done: !close answered
operator-patron-back = The patron is back.
operator-lines-lost =
    { $lines ->
        [one] One line to the patron did not arrive
       *[other] { $lines } lines to the patron did not arrive
    } and cannot be sent again, because the connection was gone. Please write again what matters.
operator-encrypted = Your line was encrypted, so the patron did not get it. Turn encryption off in this room and write it again.
room-closed-by = Closed by { $name }: { resolution-name }.
room-closed = Closed: { resolution-name }.
room-passed-on = The session has gone back to the queue, for a colleague who fits it better.
room-patron-left = Closed: the patron has left.
room-patron-silent = Closed: the patron was silent for too long.
resolution-name =
    { $resolution ->
        [answered] answered
        [follow-up] to be followed up by the one who held it
        [follow-up-library] to be followed up by the patron's library
        [referred] referred elsewhere
        [lost] patron lost
        [not-answered] not answered
        [practice] practice, not counted
       *[other] { $resolution }
    }
patron-nick = Patron

## In the staff room

staff-room-subject = { $service }: staff room. Whoever is here is on duty; patrons see nothing of it. All commands: !help
staff-offer =
    { $name ->
        [0] New
       *[other] { $name }: new
    } question{ $language ->
        [0] { "" }
       *[other] {" "}({ $language })
    }{ $question ->
        [0] { "" }
       *[other] {" "}“{ $question }”
    }. Accept the invitation, or write: !take { $token }
staff-asked-elsewhere = { $token } · asked of another hub: { $name } ({ $address })
staff-nobody-elsewhere =
    { $token } · { $address } { $why ->
        [silent] has not answered and is passed over
        [elsewhere] has nobody for it
        [taken] is not needed any more
        [unlinked] is not linked any more
       *[other] has sent nobody who came
    }
transfer-asks-you =
    { $name ->
        [0] { "" }
       *[other] { $name }:{" "}
    }{ $by ->
        [0] You are asked
       *[other] { $by } asks you
    } to { $how ->
        [consult] join
       *[other] take over
    } { $token }{ $note ->
        [0] { "" }
       *[other] {" "}· { $note }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· “{ $question }”
    }. Accept the invitation. If you cannot, with a word why if you like: !decline { $token }
staff-widened =
    { $token } · { $step ->
        [consortium] now asked in { $circle ->
            [0] the whole consortium
           *[other] all of { $circle }
        }
        [network] now asked of linked hubs too
       *[service] now asked of everybody on duty here, not only of { $circle ->
            [0] the patron's own library
           *[other] { $circle }
        }
    }: { $why ->
        [nobody-fits] nobody nearer fits it and is free
       *[other] nobody has taken it so far
    }
staff-passed-on = { $name } has passed { $token } on: it needs somebody else.
staff-taken =
    { $name } has taken { $token }.{ $others ->
        [0] { "" }
       *[other] {" "}Also asked: { $others }.
    }
staff-handed-on =
    { $from ->
        [0] { $token } has been handed to { $name }.
       *[other] { $from } has handed { $token } on to { $name }.
    }
staff-operator-vanished = Contact with { $name } is lost, and { $token } is offered again. To take it: !take { $token }
staff-question-left =
    Nobody could answer { $token }, so it stays as an open question{ $question ->
        [0] { "" }
       *[other] : “{ $question }”
    }. To answer it: !take { $token }
staff-questions-open =
    { $questions ->
        [one] One question was left behind and waits for an answer.
       *[other] { $questions } questions were left behind and wait for an answer.
    } To see what waits: !queue
staff-service-ending = { $service } ends: nobody new is taken in. The sessions that are held now are finished, and with the last of them this room closes.
staff-lines-lost =
    { $lines ->
        [one] One line
       *[other] { $lines } lines
    }{ $name ->
        [0] { "" }
       *[other] {" "}from { $name }
    } in { $token } did not reach the patron, whose connection was gone. The session is closed.
staff-closed =
    { $name ->
        [0] { $token } is closed: { resolution-name }.
       *[other] { $name } has closed { $token }: { resolution-name }.
    }

## Answers to commands

help-line =
    { $usage } · { $command ->
        [help] lists the commands, or explains one
        [queue] shows who is waiting, and the questions left behind
        [take] asks for a session; without a name, the one that has waited longest
        [decline] passes an offer on to a colleague
        [close] closes your session; resolution: answered, follow-up, follow-up-library, referred, lost, not-answered or practice; read: the effort, 1 to 6
        [note] writes a note to the session that the patron never sees
        [canned] says a ready-made answer to the patron; without a name, lists them
        [candidates] shows who could take a session, in the order they are asked, and why others could not
        [assign] offers a session to just this colleague: !assign 7k2m9q to Bo
        [transfer] hands your session on to a colleague, a service, an address or a query, with a note: !transfer Bo he has a deed; “cancel” stops it; alone, shows whom
        [consult] calls a colleague in to your session; you go on holding it: !consult Bo
        [why] tells why a session was offered to whom, also when it is closed
        [need] shows what a session needs; corrects it: !need lang:fi subject:law; with “route” it goes to whom it then fits
        [concept] shows what a concept is and how many have it; coordinators: !concept ID = en: name | another name; sv: …; kind: …; broader: … changes it or adds it
        [kind] lists the kinds of competence; coordinators: !kind ID en: name; sv: name adds one
        [who] shows who is on duty
        [find] finds who has the competences you name
        [on] puts you on duty
        [off] takes you off duty
        [leave] takes you out of a service that you were invited to staff
        [stay] keeps you in a service that has asked whether you go
        [cluster] saves a query under a name, shows who matches it now, removes it, or lists all
        [link] links this hub with others, and says what may pass; agreement: ours=ask theirs=ask hours="Mo-Fr 9-17" data=question order=1 adjoining=yes; without arguments, lists the links
        [service] founds a service on a query, shows how it is staffed, invites, or ends it
        [status] shows whether the service is open, and how busy
        [coverage] shows who could answer at which hour: of a kind (language, subject, …), of what is called so, or of one service
        [gaps] lists what was asked for and not had in the last 30 days, or so many
        [audit] lists what was changed lately and by whom: so many entries, or those of one person or command
        [role] gives somebody a role; without one, tells it; without a name, lists all
        [profile] shows what you can; entry: add fi B2, add subject law C1, remove law, confirm; coordinators write of NAME before it
        [stale] lists whose profiles have expired or are long unconfirmed
        [campaign] asks operators to go through their profiles; what: start NAME until DAY asking QUERY, show NAME, remind NAME, end NAME or import; without, lists them
       *[other] { $command }
    }
queue-empty = Nobody is waiting. Who is on duty: !who
queue-line =
    { $token } · { $state ->
        [question] left { $waited } ago
       *[waiting] waiting { $waited }
    } · { $service }{ $language ->
        [0] { "" }
       *[other] {" "}· { $language }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· “{ $question }”
    } · !take { $token }
take-invited = You are invited to { $token }; accept, and it is yours. If no invitation has appeared: !take { $token }
no-such-session = There is no session “{ $token }”. To see who is waiting: !queue
no-session-here = That is about a session you hold; write it in the room of that session. To see who is waiting: !queue
transfer-asked =
    { $to } is asked. { $how ->
        [consult] You go on holding { $token }.
        [waiting] Until somebody has joined, { $token } waits.
       *[other] You hold { $token } until somebody has joined.
    } At most { $left }; to stop: !transfer cancel
transfer-done = { $name } holds { $token } now.
transfer-cancelled = { $to } is not asked any more; { $token } stays where it is.
transfer-none = { $token } is not being handed on.
transfer-under-way = { $to } is being asked already for { $token }. To ask somebody else, first: !transfer cancel
transfer-not-yours =
    { $name ->
        [0] Somebody else
       *[other] { $name }
    } holds this session. Only the holder or a coordinator hands it on.
transfer-not-held = Nobody holds { $token } yet. A coordinator can hand on what waits; to take it yourself: !take { $token }
transfer-not-to =
    { $name } { $why ->
        [patron] asked this question, so it cannot be handed there.
        [holder] holds this session already.
        [inside] is in this session already.
        [address] is not the address of a person or a service.
        [not-agreed] is not among the services that the agreement with that hub lets you ask.
        [paused] belongs to a hub with which the link is paused. A coordinator can resume it: !link
        [not-linked] belongs to a hub with which there is no link yet. A coordinator can make one: !link
        [ours] is not an address here to which a session can be handed.
        [dnd] does not want to be disturbed now.
        [limit] already has { $held } of { $limit } sessions.
        [language] and the patron share no language. To call in somebody beside you: !consult
       *[off-duty] is not on duty. Who is: !who
    }
transfer-nobody =
    { $to }: nobody who { $how ->
        [consult] could be called in
       *[other] could take this
    } is on duty, free and shares a language with the patron.
transfer-whom =
    { $several ->
        [0] Nobody and no service is called “{ $words }”.
       *[other] { $several } people are called “{ $words }”.
    } { $nearest ->
        [0] Give a name, a service, an address or a query such as lang:fi subject:law
       *[other] { $several ->
            [0] Did you mean { $nearest }?
           *[other] Give an address: { $nearest }
        }
    }
transfer-unasked = { $service } offers somebody for this session. If you have invited it and want to hand the session on: !transfer { $service }
transfer-too-many = You have sent out very many invitations within ten seconds. Please wait a little.
transfer-form-title =
    { $how ->
        [consult] Call a colleague in to { $token }
       *[other] Hand on { $token }
    }
transfer-form-text =
    { $how ->
        [consult] Whoever you choose is invited and joins you; you go on holding the session.
       *[other] You hold the session until whoever you choose has joined.
    }
transfer-form-to = To whom
transfer-form-other = Or somebody else: a name, an address, or a query such as lang:fi subject:law
transfer-form-note = What they should know (the patron does not see it)
transfer-form-service =
    { $service } · { $on_duty ->
        [0] nobody on duty
       *[other] { $on_duty } on duty
    }
who-inside =
    { $token } · { $name } · { $how ->
        [holder] holds it
        [absent] holds it, and has been gone for { $left }
        [consultant] is called in
        [called] is asked to join, for { $left } yet
       *[asked] is asked to take over, for { $left } yet
    }
declined =
    { $how ->
        [transfer] You have declined { $token }. Whoever asked you is told.
       *[offer] You have passed { $token } on. If you change your mind: !take { $token }
    }
closed = { $token } is closed: { resolution-name }.
noted = Noted with { $token }. The patron does not see it.
canned-line = { $text } · !canned { $name }
canned-none = There are no ready-made answers.
no-such-canned =
    There is no ready-made answer “{ $name }”. { $nearest ->
        [0] To see them all: !canned
       *[other] Did you mean: !canned { $nearest }
    }
concept-shown =
    { $label } · { $kind ->
        [language] language
        [subject] subject
        [culture] culture
        [audience] audience
       *[other] { $kind }
    } · { $id }{ $labels ->
        [0] { "" }
       *[other] {" "}· also: { $labels }
    }{ $broader ->
        [0] { "" }
       *[other] {" "}· broader: { $broader }
    }{ $narrower ->
        [0] { "" }
       *[other] {" "}· narrower: { $narrower }
    } · { $operators ->
        [0] nobody has it
        [one] one operator has it
       *[other] { $operators } operators have it
    }
concept-saved = { $label } ({ $id }) is in the vocabulary.
concept-unknown =
    No concept is called “{ $words }”. { $nearest ->
        [0] Try another word, or the beginning of one.
       *[other] Near to it: { $nearest }
    }
concept-ambiguous = “{ $words }” is the name of several concepts; give the id of one: { $concepts }
concept-id-wrong = “{ $id }” cannot be a concept’s id: give a URI, or a short form without spaces such as ykl:33, that is not a language’s tag. It is written: !concept ID = en: name; broader: another concept
concept-needs-label = { $id } is new and needs a name: !concept { $id } = en: its name; sv: its name in Swedish
concept-piece-wrong = “{ $piece }” is not understood. With ; between: en: name | another name, sv: …, kind: …, notation: …, scheme: …, broader: …, exact: … (- behind the last two: none)
kind-line = { $id } · { $label ->
        [language] language
        [subject] subject
        [culture] culture
        [audience] audience
       *[other] { $label }
    } · { $concepts ->
        [0] no concepts: any word may stand for it
        [one] one concept
       *[other] { $concepts } concepts
    }
kind-saved = { $label } ({ $id }) is a kind of competence.
kind-unknown =
    There is no kind “{ $kind }”. { $nearest ->
        [0] A coordinator adds it with !kind
       *[other] Did you mean { $nearest }? A coordinator adds kinds with !kind
    }
kind-id-wrong = “{ $id }” cannot be a kind: use 1 to 64 of a-z, 0-9 and -, beginning with a letter; languages are a kind already.
kind-needs-label = Give the kind a name: !kind { $id } en: its name; sv: its name in Swedish
who-line =
    { $service } · { $name } · { $show ->
        [chat] gladly available
        [available] available
        [away] away
        [xa] away for a longer time
        [dnd] busy
       *[other] { $show }
    } · { $held } of { $limit } · { $idle } idle
who-nobody = Nobody is on duty. To go on duty: !on
now-on-duty = You are on duty at { $service }. To go off: !off
now-off-duty = You are off duty at { $service }. To come back: !on
status-line =
    { $service } · { $state ->
        [open] open
       *[closed] closed
    } · { $on_duty } on duty · { $waiting ->
        [0] nobody waiting
       *[other] { $waiting } waiting, the longest for { $waited }
    } · { $held } being answered · !queue
routing-part =
    { $part ->
        [language] { $name } { $detail ->
            [native] native
           *[other] { $detail }
        }
        [language-expired] { $name } { $detail ->
            [native] native
           *[other] { $detail }
        } (to be confirmed)
        [has] { $name }
        [narrower] { $name }, as { $detail } (narrower)
        [broader] { $name }, as { $detail } (broader)
        [expired] { $name } (to be confirmed)
        [home-library] of { $name }
        [own-staff] of this service
        [load] { $count } of { $detail } sessions
        [idle] { $count } min idle
        [away] away
        [xa] away for long
        [rare] spared: { $count ->
            [0] the only one free
           *[other] one of two free
        } with { $name }
       *[other] { $part } { $name }
    } { $points }
candidates-head =
    { $token } · { $language }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · { $step ->
        [library] asked first: the patron's own library
        [consortium] asked: this service and its consortium
       *[other] asked: this service
    }
candidate-line = { $place }. { $name } · { $score } = { $reasons }
candidates-none = Nobody could take it now.
left-out-line =
    – { $name }: { $why ->
        [patron] the question is their own
        [language] no common language
        [dnd] does not want to be disturbed
        [limit] has { $held } of { $limit } sessions
        [declined] has declined
        [silent] let an offer pass; asked again in { $left }
        [later] others are asked first; from then on in { $left }
       *[other] others are asked first
    }
candidates-network =
    Linked hubs: { $how ->
        [off] not asked for this service
        [asked] { $to } is asked now
        [now] asked once nobody here takes it, in this order
       *[later] asked when nobody here has taken it in { $left }, in this order
    }
candidate-elsewhere =
    { $place }. { $name } ({ $address }) · { $languages } · { $load ->
        [full] has its hands full
        [busy] busy
       *[free] free
    }
elsewhere-left-out =
    – { $name } ({ $address }): { $why ->
        [not-agreed] not in the agreement, or the link is paused
        [hub-away] its hub does not answer now
        [language] no common language
        [closed] closed
        [tried] was asked; again in { $left }
        [silent] its hub did not answer; asked again in { $left }
       *[enough] as many were asked as may be
    }
assign-offered = { $token } is offered to { $name }.
assign-no-language = As far as is known, { $name } and the patron share no language.
assign-not-available =
    { $name } { $why ->
        [patron] asked this question, so it cannot be offered there.
        [stranger] neither works for this service nor belongs to its consortium.
        [dnd] does not want to be disturbed now.
        [limit] already has { $held } of { $limit } sessions.
       *[other] is not on duty. Who is: !who
    }
assign-whom =
    It is not clear who “{ $name }” is.{ $nearest ->
        [0] {" "}Who is on duty: !who
       *[other] {" "}Did you mean: { $nearest }
    }
why-chosen =
    { $ago } ago · { $name } · { $score } = { $reasons }{ $step ->
        [library] {" "}· only the patron's own library was asked
        [consortium] {" "}· the whole consortium was asked
       *[other] { "" }
    }{ $others ->
        [0] {" "}· nobody else fitted
       *[other] {" "}· behind: { $others }
    } → { offer-outcome }
why-transfer =
    { $ago } ago · { $what ->
        [elsewhere] { $name } had nobody for it
        [silent] { $name } did not answer
        [asked] { $name ->
            [0] another hub
           *[other] { $name }
        } was asked to take over or to join
        [transferred] handed on to { $name }
        [consulted] { $name } was called in
       *[returned] nobody came, and it stayed where it was
    }
why-assigned = { $ago } ago · { $name } · picked by { $by } → { offer-outcome }
why-asked = { $ago } ago · { $name } asked for it and took it
why-offered = { $ago } ago · { $name } · { $detail } → { offer-outcome }
why-widened =
    { $ago } ago · { $step ->
        [consortium] asked in { $circle ->
            [0] the whole consortium
           *[other] all of { $circle }
        }
        [network] asked of linked hubs too
       *[service] asked of everybody on duty in the service
    }: { $why ->
        [nobody-fits] nobody nearer fitted and was free
       *[other] nobody had taken it so far
    }
why-requeued = { $ago } ago · { $name } gave it back to the queue
why-left = { $ago } ago · left as a question, as nobody took it
why-unknown = No decisions about { $token } are at hand any more. The administrator finds them: refdesk why { $token }
need-head = { $token } needs:
need-line =
    { need-part }: { $name } · { $source ->
        [corrected] said by an operator
        [stated] said by the patron
        [words] read from the words
        [client] from the patron's client
       *[service] assumed: the service's own
    }
need-part =
    { $part ->
        [language] language
        [subject] subject
        [culture] culture
        [audience] audience
        [library] library
       *[other] { $part }
    }
need-changed = What { $token } needs is corrected:
need-routed = { $token } is routed anew, for:
need-nobody-else = Nobody else on duty could take it with this need, so you keep it and nothing was changed.
need-not-yours = { $name } holds this session: only the holder or a coordinator can send it back to the queue.
need-unknown-key =
    “{ $key }” is no kind of competence.{ $nearest ->
        [0] { "" }
       *[other] {" "}Did you mean: { $nearest }
    }
need-unknown-word =
    { $word ->
        [0] A language is needed, as in lang:sv.
       *[other] “{ $word }” is not known under “{ $key }”.
    }{ $nearest ->
        [0] { "" }
       *[other] {" "}Did you mean: { $nearest }
    }
offer-outcome =
    { $outcome ->
        [taken] taken
        [declined] declined
        [lapsed] no answer in time
       *[withdrawn] open, or taken back
    }
help-for = For { role-name }:
help-only-for = Only for { role-name }.
role-name =
    { $role ->
        [administrator] administrators
        [chief-coordinator] the chief coordinator
        [coordinator] coordinators
       *[operator] librarians
    }
role-line =
    { $name } · { $jid } · { $role ->
        [administrator] administrator
        [chief-coordinator] chief coordinator
        [coordinator] coordinator
       *[operator] librarian
    }
role-set =
    { $name } is { $role ->
        [administrator] an administrator
        [chief-coordinator] the chief coordinator
        [coordinator] a coordinator
       *[operator] a librarian without other duties
    } now. To see everybody: !role
role-yours =
    You are { $role ->
        [administrator] an administrator
        [chief-coordinator] the chief coordinator
        [coordinator] a coordinator
       *[operator] a librarian without other duties
    } here from now on. What you may do: !help
role-nobody =
    There is no librarian “{ $name }”, or more than one: an address says whom you mean. { $nearest ->
        [0] To see who has a role: !role
       *[other] Did you mean: !role { $nearest }
    }
role-last-administrator = You are the only administrator. Make somebody else one first: !role NAME administrator
role-from-configuration =
    { $name } is named in the configuration as { $role ->
        [administrator] an administrator
       *[coordinator] a coordinator
    }, and nothing less can be given by command.
audit-line =
    { $when } · { $name } · { $command }{ $detail ->
        [0] { "" }
       *[other] {" "}· { $detail }
    }
audit-none =
    { $word ->
        [0] Nothing is in the list.
       *[other] Nothing in the list was done by a person or with a command called “{ $word }”. All of it: !audit
    }
coverage-title =
    Who could answer at which hour ({ $zone }): by the opening hours of the libraries, and on duty in the last { $weeks ->
        [one] week
       *[other] { $weeks } weeks
    }. What is asked for and not had: !gaps
coverage-planned =
    { $language ->
        [0] { $name }
       *[other] { $language }
    } · open · Mo–Fr { $planned ->
        [0] nobody
       *[other] { $planned }
    } · Sa–Su { $weekend ->
        [0] nobody
       *[other] { $weekend }
    }
coverage-on-duty =
    { $language ->
        [0] { $name }
       *[other] { $language }
    } · on duty · Mo–Fr { $on_duty ->
        [0] nobody
       *[other] { $on_duty }
    } · Sa–Su { $weekend ->
        [0] nobody
       *[other] { $weekend }
    }
coverage-more = And { $left } more. Name what you want to see: !coverage subject WORD
coverage-none = Nobody who works for a service has any competence of this kind.
coverage-unknown = No librarian who works for a service has anything called “{ $words }”. What there is: !coverage, or of another kind: !coverage subject
gaps-title =
    What was asked for and not had in the last { $days ->
        [one] day
       *[other] { $days } days
    }:
gaps-line =
    { $language ->
        [0] { $name }
       *[other] { $language }
    } · { $nobody ->
        [0] somebody can, but was not on duty: { $known }
       *[other] nobody can: { $nobody }{ $known ->
            [0] { "" }
           *[other] {" "}· known, but not on duty: { $known }
        }
    }
gaps-none =
    Nothing was asked for in vain in the last { $days ->
        [one] day
       *[other] { $days } days
    }.
unknown-command =
    There is no command “{ $word }”, and nobody else has seen this line. { $nearest ->
        [0] All commands: !help
       *[other] Did you mean: !{ $nearest }
    }
wrong-argument =
    { $argument ->
        [resolution] A resolution is one of answered, follow-up, follow-up-library, referred, lost, not-answered and practice.
        [read] READ is a number from 1 to 6.
        [text] The text is missing.
        [days] The number of days is a whole number.
        [role] A role is one of operator, coordinator, chief-coordinator and administrator.
        [query] What is looked for is missing, e.g. lang:fi>=B2 subject:law
        [words] The words are missing.
       *[other] “{ $argument }” is missing or wrong.
    } It is written: { $usage }
command-name =
    { $command ->
        [help] Help
        [queue] Who is waiting
        [take] Take a question
        [decline] Pass an offer on
        [close] Close a session
        [note] Write a note
        [canned] Ready-made answers
        [candidates] Who could take it
        [assign] Offer to a colleague
        [transfer] Hand a session on
        [consult] Call a colleague in
        [why] Why was it offered to her?
        [need] What it needs
        [concept] What a concept is
        [kind] Kinds of competence
        [who] Who is on duty
        [find] Find a colleague
        [on] Go on duty
        [off] Go off duty
        [leave] Leave a service
        [stay] Stay in a service
        [cluster] Clusters
        [service] Services
        [link] Links to other hubs
        [status] How busy it is
        [coverage] Coverage by hour
        [gaps] Asked for and not had
        [audit] What was changed
        [role] Roles
        [profile] Your profile
        [stale] Profiles to be gone through
        [campaign] Campaigns for profiles
       *[other] { $command }
    }
argument-name =
    { $argument ->
        [to] To whom
        [other] Or somebody else
        [note] Note
        [command] Command
        [session] Session
        [reason] Reason
        [resolution] Resolution
        [read] Effort (READ, 1 to 6)
        [action] What to do
        [service] Address (before the @)
        [sure] Are you sure?
        [hub] The other hub's address, such as ref.example.net
        [agreement] What is agreed
        [ours] Services of ours that it may send patrons to; all when none is chosen
        [theirs] Services of theirs that patrons may be sent to (before the @, commas between); all when empty
        [link-hours] Hours at which it may send patrons, such as Mo-Fr 09:00-17:00; always when empty
        [data] What may pass to it
        [order] Place in the order: lower is asked first
        [adjoining] A neighbour, asked before the others
        [query] Query
        [names] Names, one a line, such as: sv: Fråga Norden
        [languages] Languages, such as: sv da fi
        [cluster] or a cluster, whose query is taken
        [library] Library, if it belongs to one
        [consortium] Consortium, if it belongs to one
        [descriptions] Description, one line a language
        [text] Text
        [need] Need, as in lang:fi subject:law route
        [name] Name
        [kind] Kind (language, subject, …)
        [words] Words or id
        [days] Days
        [which] How many, or a person's name, or a command
        [role] Role
        [labels] Names, as in en: law | right; sv: juridik
        [notation] Notation
        [scheme] Vocabulary
        [broader] Broader concepts (words or ids, with | between)
        [exact] The same in another vocabulary (words or ids, with | between)
        [id] Id
        [entry] What to change
        [what] What to do
        [campaign] Name of the campaign
        [until] The last day to answer, such as 2026-12-24
        [asking] Who is asked: a query; everybody when empty
        [rows] To import: a table with the columns jid, kind, value, level, evidence, valid_until
       *[other] { $argument }
    }
kind-name =
    { $kind ->
        [language] Languages
        [subject] Subjects
        [culture] Cultures
        [audience] Audiences
       *[other] { $kind }
    }
profile-of = What { $name } can, by which questions find their librarian. What is left standing is confirmed as of today.
profile-guide = One entry a line: what it is and how well, and if you like what it rests on and the last day it holds. For example: law C1 | LL.M. Lund | 2027-06-30
profile-words = Words in any language are looked up; where they may mean several things, you will be asked.
profile-levels = Levels: A1 a few words · A2 simple sentences · B1 everyday matters · B2 can answer questions · C1 at ease, also with difficult texts · C2 nearly as a native · native
profile-by-text = By text: !profile add fi B2 · !profile add subject law C1 | LL.M. Lund · !profile remove law · all is right as it stands: !profile confirm
profile-whose = Whose profile: an address or a name
profile-expired = Expired, and therefore counted less: { $entries }
profile-unconfirmed =
    { $entries ->
        [one] One entry has not been confirmed for long, or never.
       *[other] { $entries } entries have not been confirmed for long, or never.
    }
profile-unclear = Nothing has been changed yet. A few lines need a word from you; all the others are kept as you wrote them.
profile-changed = This profile has been changed since you opened the form, and nothing of yours has been taken yet. Below is what stands there now together with what you wrote: take away what is wrong and submit again.
profile-meant = What do you mean by “{ $line }”?
profile-own-word = “{ $word }” as a word of its own
profile-leave-out = Leave it out
profile-wrong =
    “{ $line }”: { $problem ->
        [long] this line is too long.
        [parts] at most three parts are expected, with | between.
        [day] “{ $what }” is not a day such as 2027-06-30.
        [level] “{ $what }” is not a level; use A1, A2, B1, B2, C1, C2 or native.
       *[unknown] nothing is known by the name “{ $what }”; try another word, or leave it empty.
    }
profile-which = “{ $words }” may mean several things, and nothing has been changed:
profile-suggestion = { $label } · { $usage }
profile-not-had = There is no “{ $words }” in this profile. To see what is: !profile
profile-saved =
    { $name ->
        [0] Your profile is up to date.
       *[other] The profile of { $name } is up to date.
    }{ $added ->
        [0] { "" }
       *[other] {" "}Added: { $added }.
    }{ $changed ->
        [0] { "" }
       *[other] {" "}Changed: { $changed }.
    }{ $removed ->
        [0] { "" }
       *[other] {" "}Removed: { $removed }.
    }{ $same ->
        [0] { "" }
        [one] {" "}One entry stands as it was.
       *[other] {" "}{ $same } entries stand as they were.
    }
profile-too-many = That would be more than { $most } entries, and nothing has been changed. Leave some out.
profile-too-much = That was more than can be read at once, and nothing has been changed. Put in fewer or shorter lines at a time.
nobody-of-that-name = Nobody here is called “{ $name }”, or has that address.
several-of-that-name = Several are called “{ $name }”; use one of their addresses: { $addresses }
stale-none = Nothing has expired, and everything was confirmed lately.
stale-line =
    { $name }{ $expired ->
        [0] { "" }
       *[other] {" "}· expired: { $expired }
    }{ $old ->
        [0] { "" }
       *[other] {" "}· { $old } confirmed long ago
    }{ $never ->
        [0] { "" }
       *[other] {" "}· { $never } never confirmed
    } · !profile of { $address }
and-more =
    { $more ->
        [one] … and one more
       *[other] … and { $more } more
    }
campaign-guide = A campaign asks operators to go through their profiles. By text: !campaign start spring until 2027-05-31 asking subject:law · !campaign show spring · !campaign remind spring · !campaign end spring · a table of what operators have sent you: !campaign import, and the table in the lines after it
campaign-action =
    { $action ->
        [start] Start a campaign
        [remind] Remind those who are missing
        [end] End it now
        [import] Import a table of what operators can
       *[show] Show who has returned, who is missing and whose profile is stale
    }
campaign-asks = { $by } asks you to go through what you can, so that questions find the right librarian (campaign { $name }, until { $until }). Use the command “Your profile” in your program, or write to me. To see it: !profile · If all of it is right: !profile confirm
campaign-reminds = A reminder: please go through what you can by { $until } (campaign { $name }). Use the command “Your profile” in your program, or write to me. To see it: !profile · If all of it is right: !profile confirm
campaign-line =
    { $name } · { $state ->
        [over] over
       *[open] until { $until }
    } · { $asked } asked · { $returned } returned · { $missing } missing · { $stale } stale · !campaign show { $name }
campaign-names =
    { $which ->
        [returned] Returned
        [missing] Missing
        [stale] With expired or unconfirmed entries
       *[unreachable] Not reached
    }: { $names }{ $more ->
        [0] { "" }
       *[other] {" "}… and { $more } more
    }
campaign-reminded =
    { $told ->
        [0] Nobody is reminded of { $name }.
        [one] One person is reminded of { $name }.
       *[other] { $told } people are reminded of { $name }.
    }{ $spared ->
        [0] { "" }
       *[other] {" "}{ $spared ->
            [one] One was
           *[other] { $spared } were
        } written to within the last day and left in peace.
    }
no-such-campaign =
    There is no campaign “{ $name }”. { $nearest ->
        [0] To see them all: !campaign
       *[other] Did you mean: !campaign show { $nearest }
    }
campaign-wrong =
    { $problem ->
        [name] “{ $what }” cannot be the name of a campaign: use 1 to 64 of a-z, 0-9 and -, beginning with a letter.
        [exists] There is a campaign { $what } already. To see how it stands: !campaign show { $what }
        [many] There are { $what } campaigns already.
        [day] “{ $what }” is not a day such as 2027-05-31.
        [past] { $what } is past.
        [long] The query is too long.
        [nobody] Nobody matches “{ $what }”.
        [over] The campaign { $what } is over.
        [which] Which campaign? Give its name: !campaign { $what } NAME. To see them all: !campaign
       *[action] It is written: !campaign start NAME until DAY asking QUERY, or show, remind or end with a NAME, or import with a table in the lines after it.
    }
import-columns =
    { $columns ->
        [0] This row has more or fewer cells than the first line.
       *[other] In the first line stand the names of the columns: jid, kind and value, and if you like level, evidence, confirmed and valid_until, with commas, semicolons or tabs between. Wrong there, or missing: { $columns }
    }
import-row-wrong = Row { $row }: { $reasons }
import-nothing = Nothing was imported. Correct these rows and give all of them again.
import-done =
    { $entries ->
        [one] One entry
       *[other] { $entries } entries
    } in { $operators ->
        [one] one profile
       *[other] { $operators } profiles
    } imported. What is in the list: !audit profile
cluster-saved =
    Saved as { $name }: { $members ->
        [one] one member now.
       *[other] { $members } members now.
    } To see them again: !cluster show { $name }
cluster-line =
    { $name } · { $query } · { $members ->
        [one] one member
       *[other] { $members } members
    } · !cluster show { $name }
cluster-member =
    { $name } · { $jid }{ $reasons ->
        [0] { "" }
       *[other] {" "}· { $reasons }
    }
cluster-changed =
    Since you looked { $ago } ago{ $joined ->
        [0] { "" }
       *[other] {" "}· joined: { $joined }
    }{ $left ->
        [0] { "" }
       *[other] {" "}· left: { $left }
    }
cluster-removed = The cluster { $name } is removed.
cluster-none = There are no clusters. To save one: !cluster save NAME QUERY
cluster-which = Which cluster? !cluster save NAME QUERY, !cluster show NAME, !cluster remove NAME, or !cluster list
cluster-name-wrong = “{ $name }” cannot be a cluster's name: use 1 to 64 of a-z, 0-9 and -, beginning with a letter, and none of save, show, remove and list.
cluster-no-query = What shall { $name } be? !cluster save { $name } QUERY, for example: !cluster save { $name } lang:sv
clusters-full = There are { $clusters } clusters already. Remove one first: !cluster list
no-such-cluster =
    There is no cluster “{ $name }”. { $nearest ->
        [0] To see them: !cluster list
       *[other] Did you mean: !cluster show { $nearest }
    }
list-goes-on = … and { $more } more
service-action =
    { $action ->
        [create] Found a new service
        [show] See how a service is staffed
        [list] See all services
        [invite] Invite those proposed
        [end] End a service
       *[other] { $action }
    }
service-sure =
    { $choice ->
        [confirm] Yes, found it and invite them
        [change] No, go back and change it
        [end] Yes, end it
        [keep] No, leave it as it is
       *[other] { $choice }
    }
service-how = A service is founded on a query: whoever matches is invited to staff it. !service create ADDRESS QUERY, !service list, !service ADDRESS, !service ADDRESS invite, or !service end ADDRESS
service-form-how = The address is 1 to 64 of a-z, 0-9 and -. Give a query such as lang:sv or lang:da, or choose a cluster. Nothing happens before you have seen who matches and confirmed it.
service-which = Which service? To see them: !service list
no-such-service-here =
    There is no service “{ $id }”. { $nearest ->
        [0] To see them: !service list
       *[other] Did you mean: { $nearest }
    }
service-id-wrong = “{ $id }” cannot be a service's address: use 1 to 64 of a-z, 0-9 and -, beginning with a letter.
service-taken = There is a service { $id } already. Choose another address, or see it: !service { $id }
service-reserved = The address { $id } belonged to a service that has ended, and stays reserved. Choose another.
services-full = There are { $services } services already, and no more are kept.
service-no-query = Whom shall the service have? Give a query such as lang:sv, or a cluster.
no-such-library = There is no library “{ $id }” in the inventory. Give its id, or leave it out.
no-such-consortium = There is no consortium “{ $id }” in the inventory. Give its id, or leave it out.
not-a-language-tag = “{ $tag }” is not a language tag such as sv, fi or sv-FI.
service-preview =
    { $service } ({ $id }): { $operators ->
        [0] nobody matches
        [one] one operator matches
       *[other] { $operators } operators match
    } { $query }
service-preview-libraries =
    By library: { $libraries }{ $more ->
        [0] { "" }
       *[other] {" "}and { $more } more
    }
service-preview-language = { $language }: { $operators }
service-preview-hours =
    Could be there { $days ->
        [saturday] on Saturdays
        [sunday] on Sundays
       *[weekdays] on any working day
    }: { $hours } ({ $zone })
service-preview-untold =
    { $operators ->
        [one] One works for a library that has told no opening hours.
       *[other] { $operators } work for libraries that have told no opening hours.
    }
service-unknown-words = These words are in no vocabulary: { $words }
service-nobody-matches = Nobody matches, so nobody can be invited. The service would be there all the same, and whoever comes to match is proposed to you.
service-nobody-speaks = None of them can answer in: { $language }
service-confirm = Nothing has been changed yet. To do it: { $command }
service-founded =
    { $service } is there now. { $invited ->
        [0] Nobody was invited.
        [one] One operator is invited to staff it.
       *[other] { $invited } operators are invited to staff it.
    } How it is staffed: !service { $id }
service-staffing =
    { $service } ({ $id }){ $state ->
        [ending] {" "}· ending
       *[running] { "" }
    } · { $staff } staff · { $on_duty } on duty · { $invited } invited · { $proposed } proposed · !service { $id }
service-query-line = Founded on: { $query }
service-staff-line =
    { $name } · { $jid } · { $stance ->
        [staff] staff
        [proposed] proposed { $since } ago
        [invited] invited { $since } ago
        [unreached] invited { $since } ago, and not reached
        [accepted] came { $since } ago
        [declined] declined { $since } ago
        [lapsing] asked { $since } ago whether to go
        [stays] stays without matching
        [left] has left, or did not answer
       *[other] { $stance }
    }{ $on_duty ->
        [0] { "" }
       *[other] {" "}· on duty
    }
service-ended-line = { $id } · ended { $ago } ago, the address stays reserved
service-end-asked =
    Ending { $service } ({ $id }): { $waiting ->
        [0] nobody is waiting
        [one] one patron who waits is told that it has ended
       *[other] { $waiting } patrons who wait are told that it has ended
    }, { $held ->
        [0] no session is being held
        [one] one session that is held is finished
       *[other] { $held } sessions that are held are finished
    }, { $staff } staff are released. Nobody else ever gets the address.
service-ends =
    { $service } { $held ->
        [0] has ended.
        [one] takes in nobody new, and ends with the one session that is held.
       *[other] takes in nobody new, and ends with the last of the { $held } sessions that are held.
    }
service-is-ending = { $id } is ending already.
service-not-ended = { $id } stays as it is.
service-has-ended = { $service } has ended. Its statistics stay, and its address stays reserved.
no-such-operator = “{ $jid }” is not in the inventory. Give the address of an operator who is.
staff-nobody-to-invite = There is nobody to invite to { $id } now. Everybody who matches, also those who did not answer: !service { $id } invite all
staff-invited-now =
    { $operators ->
        [one] Invited to { $service }: { $names }
       *[other] { $operators } are invited to { $service }: { $names }
    }
staff-accepted =
    { $name } has come to staff { $service }, which now has { $staff ->
        [one] one operator.
       *[other] { $staff } operators.
    }
staff-unreached = The invitation to staff { $service } did not reach { $name } ({ $jid }): that address or its server does not take messages now. To invite again: !service { $id } invite { $jid }
staff-declined =
    { $name } declines to staff { $service }{ $reason ->
        [0] .
       *[other] : “{ $reason }”
    }
staff-invitations-lapsed =
    No answer to the { $operators ->
        [one] invitation
       *[other] invitations
    } to { $service }: { $names }. To invite again: !service { $id } invite all
staff-proposed =
    { $operators ->
        [one] One operator now matches
       *[other] { $operators } operators now match
    } { $service }: { $names }. To invite: !service { $id } invite
staff-lapsing-told =
    { $operators ->
        [one] One of the staff does
       *[other] { $operators } of the staff do
    } not match { $service } any more: { $names }. Asked whether to go; without an answer gone in { $span }.
staff-left = { $name } has left { $service }.
staff-invitation =
    { $name } asks you to answer at { $service }{ $about ->
        [0] { "" }
       *[other] {" "}({ $about })
    }, as your profile fits. Join this room to accept, which puts you on duty; to say no, decline the invitation.
staff-asked =
    { $name } asks you to answer questions at { $service }{ $about ->
        [0] { "" }
       *[other] {" "}({ $about })
    }, as your profile fits. To accept, join its room, or answer here: !accept { $id }. To say no: !decline { $id }. The invitation stands for { $days }.
staff-welcome = You now belong to { $service }. To go on duty, join its room, { $id }, or write there: !on
staff-declined-now = You have declined to staff { $service }. If you change your mind, tell your coordinator.
staff-lapsing = You came to { $service } because of your profile, which does not fit its query any more. Do you go? !leave { $id } or !stay { $id }. Without an answer you leave in { $span }.
staff-stays = You stay with { $service }.
staff-leaves-now = You are leaving { $service }.
staff-leaves-later = You leave { $service } when the last session that you hold there is closed.
staff-not-asked = There is no service of that name that you came to by invitation. Name it: !leave SERVICE or !stay SERVICE
staff-gone = You do not belong to { $service } any more. Thank you for answering there.
language-name =
    { $language ->
        [ar] Arabic
        [bg] Bulgarian
        [bs] Bosnian
        [cs] Czech
        [da] Danish
        [de] German
        [el] Greek
        [en] English
        [es] Spanish
        [et] Estonian
        [fa] Persian
        [fi] Finnish
        [fr] French
        [he] Hebrew
        [hr] Croatian
        [hu] Hungarian
        [is] Icelandic
        [it] Italian
        [ja] Japanese
        [kl] Greenlandic
        [ko] Korean
        [ku] Kurdish
        [lt] Lithuanian
        [lv] Latvian
        [nb] Norwegian
        [nl] Dutch
        [nn] Norwegian
        [no] Norwegian
        [pl] Polish
        [pt] Portuguese
        [ro] Romanian
        [ru] Russian
        [se] Northern Sami
        [so] Somali
        [sr] Serbian
        [sv] Swedish
        [th] Thai
        [ti] Tigrinya
        [tr] Turkish
        [uk] Ukrainian
        [vi] Vietnamese
        [zh] Chinese
       *[other] { $language }
    }
span-name =
    { $unit ->
        [days] { $count } days
        [hours] { $count } h
        [minutes] { $count } min
       *[seconds] { $count } s
    }
write-in-the-room = You answer here yourself, so this went to nobody. What is for a colleague is written in the staff room, what is for a patron in the room of that session. All commands: !help
say-it-in-the-room = The patron did not get this. What you write to everybody in this room is said to the patron.
hub-greeting =
    Hello! { $services ->
        [0] Nobody answers questions at this address.
       *[other] To ask a question, write to: { $services }
    }

## What is shown of a service

service-open =
    Open: { $on_duty ->
        [0] librarians elsewhere answer
        [one] one librarian here
       *[other] { $on_duty } librarians here
    }, { $waiting ->
        [0] nobody waiting
       *[other] { $waiting } waiting, the longest for { $waited }
    }
service-closed = Nobody is here just now. Write your question all the same, and it will be answered.

## Refusals

refused-no-such-service = Nobody answers questions at this address.
refused-service-ended = { $name } has ended. Nobody answers questions at this address any more.
refused-too-many-lines = That was more than we can read at once, and your last message did not arrive. Please wait a few seconds and send it again.
refused-line-too-long = Your message was too long and did not arrive. Please send at most { $characters } characters at a time.
refused-service-full = We cannot take any more questions at this moment. Please write again in a while.
refused-too-many-sessions = You have begun very many conversations within an hour. Please write again in a while.
refused-too-many-of-domain = We have as many questions from your chat provider just now as we can take, and your last message did not arrive. Please write again in a while.
refused-taken-by = This question was just taken by { $name }.
refused-session-closed = This conversation is closed.
refused-not-offered = You are not being offered this question now. To see who is waiting: !queue
refused-not-an-operator = You are not among those who answer at this service. Your coordinator can add you.
refused-not-staff = Only colleagues who work for this service can be invited here.
refused-not-your-role = This command is for { $role ->
    [administrator] administrators
    [chief-coordinator] the chief coordinator
   *[coordinator] coordinators
}.
refused-held-by = { $name } holds this question now, so your line did not reach the patron.
refused-not-awaited = Nobody was asked for here.
refused-not-the-room = A service is invited by the room itself, in the room’s own name, or directly by somebody who is in it (XEP-0249).
refused-not-in-the-inventory = Commands are for the librarians who answer here, and you are not registered as one. Your coordinator can add you.
refused-too-many-clients = Too many programs are on duty at this service already. Close one of yours, or ask your coordinator.

# Competence queries (docs/query.md): what is wrong in one, and where.
query-empty = Write what you look for, e.g. lang:fi>=B2 subject:law
query-too-long = The query is too long: at most { $most } characters, please.
query-too-many = The query has too many parts: at most { $most }. The first too many is “{ $piece }” (character { $place }).
query-too-deep = At character { $place } the query has more parentheses and “not” within one another than can be read; at most { $most }.
query-not-closed = “{ $piece }” (character { $place }) is opened and never closed.
query-not-opened = “{ $piece }” (character { $place }) closes something that was never opened.
query-unfinished = Something is missing at “{ $piece }” (character { $place }). Put quotation marks around “and”, “or” or “not” if the word itself is meant.
query-no-value = Nothing follows “{ $piece }” (character { $place }). Write the value after the colon without a space, e.g. lang:fi
query-not-a-level = “{ $piece }” (character { $place }) is not a level to compare with: A1, A2, B1, B2, C1, C2 or native, e.g. lang:fi>=B2
query-not-duty = “{ $piece }” (character { $place }): write duty:on or duty:off
query-unknown-key =
    Nothing here is called “{ $piece }” (character { $place }). { $nearest ->
        [0] The keys are lang, subject, culture, audience, library, consortium, service, country, region, duty, cluster, name and the kinds of competence of this hub.
       *[other] Did you mean { $nearest }: ?
    }

## Searching

refused-too-many-searches = That is more searches than anybody can read. Please wait ten seconds.
found-count =
    { $total ->
        [0] Nobody matches: { $query }
        [one] One matches: { $query }
       *[other] { $total } match{ $more ->
            [0] { "" }
           *[other] , the best { $shown } shown
        }: { $query }
    }
found-unknown = Unknown here: { $words }
found-line =
    { $name } · { $jid } · { $presence }{ $why ->
        [0] { "" }
       *[other] { " " }· { $why }
    }
found-on-duty =
    { $show ->
        [chat] gladly available
        [away] away
        [xa] away for a longer time
        [dnd] not to be disturbed
       *[other] available
    }, { $services }, { $held } of { $limit } sessions
found-partner =
    { $state ->
        [open] open, { $load ->
            [free] free
            [busy] busy
           *[full] all hands full
        }
        [closed] closed
       *[unknown] does not say whether it is open
    }{ $names ->
        [0] { "" }
       *[other] {" "}({ $names })
    }
find-needs-the-desk = What linked hubs show is known to the running desk only, so none of it is found here. Ask the desk: !find, or the search window of a client.
query-not-scope = “{ $piece }” (character { $place }) stands once, beside the rest of the query: scope:own, scope:network or scope:all.
search-scope =
    { $scope ->
        [network] Services of linked hubs
        [all] This hub and linked hubs
       *[own] This hub
    }
found-off-duty = off duty
found-competence =
    { $what }{ $level ->
        [0] { "" }
       *[other] { " " }{ $level }
    }{ $asked ->
        [0] { "" }
       *[other] { " " }(within { $asked })
    }{ $expired ->
        [0] { "" }
       *[other] , not confirmed since { $expired }
    }
found-name = by name
found-member =
    { $key ->
        [library] of { $value }
        [consortium] consortium: { $value }
        [country] country: { $value }
        [region] region: { $value }
        [service] service: { $value }
        [cluster] cluster: { $value }
       *[other] { $key }: { $value }
    }
search-title = Find a colleague
search-instructions = Fill in one field or several; only those are found who fit them all. In “Query” everything can be said at once, e.g. lang:fi>=B2 subject:law duty:on
search-field =
    { $field ->
        [query] Query
        [language] Language
        [subject] Subject
        [culture] Culture
        [audience] Audience
        [library] Library
        [on-duty] Only those on duty
        [scope] Where
        [jid] Address
        [name] Name
        [languages] Languages
        [subjects] Subjects
        [presence] On duty
        [why] Why
       *[other] { $field }
    }

# Between hubs: another hub asks for one of our librarians, or we ask another.
staff-assistance =
    { $name }: { $hub } asks for somebody { $languages ->
        [0] { "" }
       *[other] { "" }who speaks { $languages }{" "}
    }{ $subjects ->
        [0] { "" }
       *[other] { "" }about { $subjects }{" "}
    }– your invitation comes from { $room }.{ $question ->
        [0] { "" }
       *[other] {" "}The question: { $question }
    }{ $note ->
        [0] { "" }
       *[other] {" "}{ $sender ->
            [0] A note
           *[other] { $sender }
        }: { $note }
    }
staff-assistance-taken = { $name } is answering for { $hub }.
staff-assistance-withdrawn = { $hub } does not need anybody from here any more.
staff-assistance-declined = { $hub } asked for somebody who speaks { $languages }, and nobody here could go. They have been told.
staff-assistance-passed-on = { $hub } asked for somebody, nobody here could go, and { $to } was named instead.
assistance-at-work = We are already looking for somebody for this session.
assistance-too-many = Your hub has asked for more than we can take on just now. Please try again later.
assistance-nobody =
    { $languages ->
        [0] Nobody here can take it just now.
       *[other] Nobody here who speaks { $languages } can take it just now.
    }
assistance-voucher = { $hub } asked us for somebody and we have nobody; it will invite you to the session instead.

## Links to other hubs

link-action =
    { $action ->
        [show] See the links, or one of them
        [propose] Propose a link to another hub
        [accept] Accept a hub's proposal
        [refuse] Refuse a hub's proposal
        [narrow] Change what is agreed
        [pause] Let nothing pass for now
        [resume] Go on after a pause
        [revoke] End a link
       *[other] { $action }
    }
link-how = A link lets patrons be helped by another hub's librarians, and theirs by yours. A coordinator proposes it, one there accepts; each side says for itself what may pass. Give the other hub's address, such as ref.example.net.
link-agreement-how = This is your side of the agreement; the other hub's is its own. Without services chosen, all are meant. Whatever you agree to, the patron's language passes, for without it nobody could be found.
link-datum =
    { $datum ->
        [question] The patron's first words
        [subjects] Subjects, and what else is needed
        [note] What the sender notes for the receiver
        [names] Names of librarians
       *[other] { $datum }
    }
link-wrong =
    { $problem ->
        [which] Which hub? To see the links: !link
        [action] “{ $what }” is not something to do with a link: show, propose, accept, refuse, narrow, pause, resume or revoke.
        [jid] “{ $what }” is not a hub's address. Give a domain such as ref.example.net, with nothing before it.
        [own] { $what } is this hub itself.
        [linked] There is a link with { $what } already. To see it: !link show { $what }
        [asked] { $what } is not waiting for an answer. To see how the link stands: !link show { $what }
        [active] The link with { $what } is not active, so it cannot be paused.
        [paused] The link with { $what } is not paused.
        [full] There are { $what } links already, and no more are made. Revoke one, or have the limit raised.
        [nothing] What shall change? For instance: ours=ask,ask-law theirs=ask hours="Mo-Fr 09:00-17:00" data=question,subjects order=1 adjoining=yes
        [key] “{ $what }” is not understood here. An agreement has ours=, theirs=, hours=, data=, order= and adjoining=, each with a value and no space before it.
        [quote] A quotation mark is not closed: { $what }
        [theirs] “{ $what }” is not the name of a service.
        [many] Not more than { $what } services can be named. Leave them out if all are meant.
        [hours] “{ $what }” cannot be read as hours; write for instance hours="Mo-Fr 09:00-17:00", or hours=always.
        [data] “{ $what }” is none of question, subjects, note, names. To let nothing of it pass: data=none
        [order] “{ $what }” is not a number from 0 to 10000.
        [adjoining] “{ $what }” is neither yes nor no.
       *[other] { $what }
    }
no-such-link =
    There is no link with “{ $hub }”. { $nearest ->
        [0] To see them: !link
       *[other] Did you mean: { $nearest }
    }
link-none = There are no links. To propose one: !link propose ref.example.net
link-line =
    { $hub } · { $state ->
        [proposed] proposed { $since } ago, not answered yet
        [asked] asks for a link, { $since } ago: !link accept { $hub } or !link refuse { $hub }
        [active] active since { $since }
        [paused] paused since { $since }
       *[other] { $state }
    }{ $shown ->
        [0] { "" }
        [here] {" "}· is there
        [paused] {" "}· has paused it on its side
        [away] {" "}· is not there now
        [unreachable] {" "}· cannot be reached
       *[unknown] {" "}· has not been heard of yet
    }{ $services ->
        [0] { "" }
       *[other] {" "}· { $services }
    }
link-agreement =
    May pass: { $agreement }{ $zone ->
        [0] { "" }
       *[other] {" "}({ $zone })
    }{ $name ->
        [0] { "" }
       *[other] {" "}· { $name }
    }
link-health =
    { $heard ->
        [yes] Last answer { $ago } ago
       *[no] No answer since this hub started
    } · answers missed in a row: { $missed }{ $wrong ->
        [0] { "" }
       *[other] {" "}· descriptions that were not what they claimed to be: { $wrong }
    }{ $unreachable ->
        [0] { "" }
       *[other] {" "}· cannot be reached: { $unreachable }
    }
link-service =
    { $name } · { $address } · { $state ->
        [open] open, { $load ->
            [free] free
            [busy] busy
           *[full] all hands full
        }
        [closed] closed
       *[unknown] does not say whether it is open
    } · { $languages }{ $names ->
        [0] { "" }
       *[other] {" "}· { $names }
    }
link-done =
    { $done ->
        [proposed] A link is proposed to { $hub }. You will be told when it is answered.
        [accepted] The link with { $hub } is active.
        [refused] The proposal of { $hub } is refused.
        [paused] The link with { $hub } is paused. Nothing passes until: !link resume { $hub }
        [resumed] The link with { $hub } is active again.
       *[revoked] The link with { $hub } is ended.
    }
link-narrowed = With { $hub } may pass from now on: { $agreement }
link-asked =
    The hub { $hub } proposes a link, so that its librarians and yours can help each other's patrons.{ $said ->
        [0] { "" }
       *[other] {" "}It says: “{ $said }”
    } Answer with !link accept { $hub } or !link refuse { $hub }
link-turned =
    { $turn ->
        [accepted] The hub { $hub } has accepted: the link is active. To say what may pass: !link narrow { $hub } …
        [refused] The hub { $hub } has refused the link.
        [withdrawn] The hub { $hub } has taken back its proposal of a link.
        [revoked] The hub { $hub } has ended the link. What was under way with it is back here.
        [paused] The hub { $hub } has paused the link. What was under way with it is back here.
        [resumed] The hub { $hub } has resumed the link.
        [away] The hub { $hub } has not been there for some time.
        [back] The hub { $hub } is there again.
        [unreachable] The hub { $hub } cannot be reached; it is tried again now and then. To see why: !link show { $hub }
       *[lapsed] The hub { $hub } has not answered the proposal of a link, which is forgotten now.
    }
link-proposal =
    { $name ->
        [0] A link is proposed
       *[other] { $name } proposes a link
    } with: { $services }
room-link-ended = The link with { $hub } has ended, so its librarians leave this session. Thank you for helping.
refused-not-linked = This hub answers only hubs that it has a link with. A coordinator of yours can propose one: !link propose
refused-link-paused = The link between our hubs is paused.
refused-not-in-agreement = This service is not among those agreed on between our hubs.
refused-outside-hours = It is agreed that we answer at these hours only: { $hours } ({ $zone }).
