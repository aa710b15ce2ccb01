### Vad Refdesk säger, på svenska. Namn inom klammer fylls i; alla andra ord får ändras.
###
### En lucka som kan vara tom väljs som ett tal: [0] betyder "ingenting där". Där en rad slutar med ett kommando följer
### inget efter det, så att det kan kopieras.

## Till frågeställare

patron-welcome =
    Välkommen till { $service }! Det enda vi behöver av dig är din fråga. Det som skrivs här sparas i { $days ->
        [0] mindre än ett dygn
        [one] ett dygn
       *[other] { $days } dagar
    } och raderas sedan.
patron-asking = Vi frågar en bibliotekarie nu; stanna gärna kvar.
patron-asking-elsewhere = Ingen här kan svara dig just nu, så ett annat bibliotek gör det. Vi frågar efter en bibliotekarie där; stanna gärna kvar.
patron-waits =
    Alla bibliotekarier är upptagna just nu. { $ahead ->
        [0] Du står på tur.
        [one] En person är före dig.
       *[other] { $ahead } personer är före dig.
    } Berätta gärna mer medan du väntar.
patron-nobody-yet = Tack för att du väntar. Ingen har hunnit svara än, men vi fortsätter att söka.
patron-nobody-on-duty = Ingen är på plats just nu, men du kommer att få svar. Skriv hela frågan här, och en e-postadress eller ett telefonnummer där vi når dig.
patron-nobody-in-language =
    { $language ->
        [0] Ingen av bibliotekarierna här just nu kan svara på ditt språk.
       *[other] Ingen av bibliotekarierna här just nu kan svara på ditt språk ({ $language }).
    } { $spoken ->
        [0] Lämna din fråga
       *[other] Vi svarar på: { $spoken }. Skriv på något av dem, så söker vi igen, eller lämna din fråga
    } och en e-postadress eller ett telefonnummer, så får du svar.
patron-nobody-answers = Tyvärr är alla som är här upptagna och har inte kunnat svara. Lämna gärna en e-postadress eller ett telefonnummer tillsammans med din fråga, så får du svar.
patron-question-noted = Tack, vi har lagt till det i din fråga.
patron-answered-by = Nu talar du med { $name }.
patron-answered-by-another = Nu talar du med { $name }, som ser det som redan är skrivet.
patron-handed-on =
    { $name } tar över{ $from ->
        [0] { "" }
       *[other] {" "}efter { $from }
    } och kan se vad som har skrivits hittills.
patron-said-by = { $name }: { $text }
patron-passed-on = Jag söker en kollega som bättre kan hjälpa dig. Stanna gärna kvar.
patron-operator-vanished = Vi har tappat kontakten med { $name }. Vi söker någon annan åt dig; du behöver inte skriva din fråga igen.
patron-still-there = Är du kvar? Om du inte hör av dig avslutar vi samtalet om en liten stund.
patron-closed-by = { $name } har avslutat samtalet. Fick du fullt svar på din fråga? Om inte, är det bara att skriva igen.
patron-closed-silent = Vi har inte hört något från dig på ett tag och har därför avslutat samtalet. Du är välkommen att skriva igen när du vill.
patron-question-over = Tyvärr har ingen kunnat svara på din fråga här i tid. Skriv gärna till oss igen, så gör vi ett nytt försök.
patron-encrypted = Vi kunde inte läsa ditt meddelande, eftersom ditt program krypterade det. Stäng av krypteringen för det här samtalet och skicka det igen.
patron-service-ended = { $service } har upphört, så din fråga kan inte besvaras här. Ditt eget bibliotek hjälper dig gärna.
patron-room-subject = { $service }: skriv din fråga här, så svarar en bibliotekarie.

## Till bibliotekarier, i ett samtals rum eller om ett samtal

offer-reason =
    { $service } · { $language } { $level ->
        [native] modersmål
       *[other] { $level }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · { $held } av { $limit } · ledig { $idle }{ $step ->
        [consortium] {" "}· frågas i hela konsortiet
        [network] {" "}· länkade nav frågas också
       *[other] { "" }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· ”{ $question }”
    }
session-header =
    { $token }{ $language ->
        [0] { "" }
       *[other] {" "}· { $language }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · väntat { $waited }{ $library ->
        [0] { "" }
       *[other] {" "}· { $library }
    }{ $step ->
        [consortium] {" "}· frågas i hela konsortiet
        [network] {" "}· länkade nav frågas också
       *[other] { "" }
    }{ $holder ->
        [0] { "" }
       *[other] {" "}· hos { $holder }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· ”{ $question }”
    }
operator-chosen =
    Därför du: { $language } { $level ->
        [native] modersmål
       *[other] { $level }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · { $held } av { $limit } · ledig { $idle }{ $step ->
        [consortium] {" "}· frågas i hela konsortiet
        [network] {" "}· länkade nav frågas också
       *[other] { "" }
    }
operator-holds = Du har { $token }. Det du skriver här sägs till frågeställaren; rader med ! först gör det inte. När frågan är besvarad: !close answered
transfer-reason =
    { $service } · { $how ->
        [consult] { $by ->
            [0] du ombeds
           *[other] { $by } ber dig
        } vara med i samtalet
       *[other] { $by ->
            [0] du ombeds
           *[other] { $by } ber dig
        } ta över
    }{ $note ->
        [0] { "" }
       *[other] {" "}· { $note }
    } · { $language }{ $level ->
        [0] { "" }
        [native] {" "}modersmål
       *[other] {" "}{ $level }
    }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· ”{ $question }”
    }
transfer-note = Anteckning till dig: { $note }
operator-handed-to =
    { $by ->
        [0] { $name } har nu samtalet.
       *[other] { $by } har lämnat över samtalet till { $name }.
    }
operator-handed-on = { $name } har nu { $token }. Det du skriver här når inte längre frågeställaren. Du kan stanna och läsa, eller gå.
consult-joined =
    { $name } är nu med som rådgivare; { $holder } har kvar samtalet. Det ni säger här når frågeställaren; ett privat meddelande er emellan gör det inte.
consult-left = { $name } har lämnat samtalet.
consult-alone = { $holder } är borta. Om det fortfarande är så om { $left } får { $next } samtalet, så att frågeställaren inte blir ensam.
consult-too-many = Det är redan så många rådgivare i samtalet som får vara det.
transfer-of-yours = { $by } lämnar över { $token } till { $to }. Du har det tills någon har kommit.
transfer-passed =
    { $name } { $why ->
        [declined] kommer inte
        [silent] har inte svarat
        [unreachable] kan inte nås
        [off-duty] är inte längre i tjänst
       *[dnd] vill inte bli störd
    }{ $reason ->
        [0] { "" }
       *[other] {" "}(”{ $reason }”)
    }.{ $next ->
        [0] {" "}Någon annan söks.
       *[other] {" "}Nu tillfrågas { $next }.
    }
transfer-returned =
    { $why ->
        [declined] { $to } kommer inte
        [silent] { $to } har inte svarat
        [unreachable] { $to } kan inte nås
        [off-duty] { $to } är inte längre i tjänst
        [dnd] { $to } vill inte bli störd
        [nobody] { $to }: ingen finns kvar som kan komma
        [unlinked] { $to }: länken till dess nav har upphört
        [elsewhere] { $to } har ingen för detta
        [over] { $to }: ingen kom i tid
        [taken] Någon annan har tagit { $token }
        [gone] Samtalet gick till en kollega som var med
       *[cancelled] { $to } tillfrågas inte längre
    }{ $reason ->
        [0] { "" }
       *[other] {" "}(”{ $reason }”)
    }.{ $why ->
        [taken] { "" }
        [gone] { "" }
       *[other] { $how ->
            [waiting] {" "}{ $token } är åter i kön.
           *[other] {" "}{ $token } är kvar där det är.
        }
    }
operator-patron-waits =
    { $name ->
        [0] Frågeställaren
       *[other] { $name }: frågeställaren
    } har väntat { $waited } på ett ord från dig.
operator-patron-asked = Frågeställaren har varit tyst ett tag och har fått frågan om någon är kvar. Utan svar avslutas samtalet om { $left }. För att avsluta nu: !close answered
operator-patron-gone = Frågeställarens förbindelse är bruten. Om den inte kommer tillbaka inom { $left } avslutas samtalet. För att avsluta nu: !close answered
operator-patron-away = Frågeställaren är inte kvar just nu. Det du skriver sparas av hens server, om den sparar meddelanden; en adress kan stå i frågan. När du är klar: !close answered
operator-patron-back = Frågeställaren är tillbaka.
operator-lines-lost =
    { $lines ->
        [one] En rad till frågeställaren kom inte fram
       *[other] { $lines } rader till frågeställaren kom inte fram
    } och kan inte skickas igen, eftersom förbindelsen var bruten. Skriv igen det som behövs.
operator-encrypted = Din rad var krypterad, så frågeställaren fick den inte. Stäng av krypteringen i det här rummet och skriv den igen.
room-closed-by = Avslutat av { $name }: { resolution-name }.
room-closed = Avslutat: { resolution-name }.
room-passed-on = Samtalet har gått tillbaka till kön, till en kollega som det passar bättre.
room-patron-left = Avslutat: frågeställaren har lämnat samtalet.
room-patron-silent = Avslutat: frågeställaren var tyst för länge.
resolution-name =
    { $resolution ->
        [answered] besvarad
        [follow-up] följs upp av den som hade samtalet
        [follow-up-library] följs upp av frågeställarens bibliotek
        [referred] hänvisad vidare
        [lost] frågeställaren försvann
        [not-answered] obesvarad
        [practice] övning, räknas inte
       *[other] { $resolution }
    }
patron-nick = Frågeställare

## I personalrummet

staff-room-subject = { $service }: personalrum. Den som är här är i tjänst; frågeställare ser inget av det. Alla kommandon: !help
staff-offer =
    { $name ->
        [0] Ny
       *[other] { $name }: ny
    } fråga{ $language ->
        [0] { "" }
       *[other] {" "}({ $language })
    }{ $question ->
        [0] { "" }
       *[other] {" "}”{ $question }”
    }. Tacka ja till inbjudan, eller skriv: !take { $token }
staff-asked-elsewhere = { $token } · ett annat nav frågas: { $name } ({ $address })
staff-nobody-elsewhere =
    { $token } · { $address } { $why ->
        [silent] har inte svarat och hoppas över
        [elsewhere] har ingen som kan ta det
        [taken] behövs inte längre
        [unlinked] är inte länkat längre
       *[other] har inte skickat någon som kom
    }
transfer-asks-you =
    { $name ->
        [0] { "" }
       *[other] { $name }:{" "}
    }{ $by ->
        [0] Du ombeds
       *[other] { $by } ber dig
    } { $how ->
        [consult] vara med i
       *[other] ta över
    } { $token }{ $note ->
        [0] { "" }
       *[other] {" "}· { $note }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· ”{ $question }”
    }. Tacka ja till inbjudan. Om du inte kan, gärna med ett ord om varför: !decline { $token }
staff-widened =
    { $token } · { $step ->
        [consortium] frågas nu i { $circle ->
            [0] hela konsortiet
           *[other] hela { $circle }
        }
        [network] nu frågas länkade nav också
       *[service] frågas nu av alla i tjänst här, inte bara av { $circle ->
            [0] frågarens eget bibliotek
           *[other] { $circle }
        }
    }: { $why ->
        [nobody-fits] ingen närmare passar och är ledig
       *[other] ingen har tagit det ännu
    }
staff-passed-on = { $name } har lämnat { $token } vidare: det behöver någon annan.
staff-taken =
    { $name } har tagit { $token }.{ $others ->
        [0] { "" }
       *[other] {" "}Också tillfrågade: { $others }.
    }
staff-handed-on =
    { $from ->
        [0] { $token } har lämnats till { $name }.
       *[other] { $from } har lämnat över { $token } till { $name }.
    }
staff-operator-vanished = Kontakten med { $name } är bruten, och { $token } erbjuds på nytt. För att ta samtalet: !take { $token }
staff-question-left =
    Ingen kunde svara på { $token }, som ligger kvar som öppen fråga{ $question ->
        [0] { "" }
       *[other] : ”{ $question }”
    }. För att besvara den: !take { $token }
staff-questions-open =
    { $questions ->
        [one] En fråga ligger kvar och väntar på svar.
       *[other] { $questions } frågor ligger kvar och väntar på svar.
    } För att se vad som väntar: !queue
staff-service-ending = { $service } upphör: inga nya tas emot. De samtal som pågår avslutas, och med det sista stängs det här rummet.
staff-lines-lost =
    { $lines ->
        [one] En rad
       *[other] { $lines } rader
    }{ $name ->
        [0] { "" }
       *[other] {" "}från { $name }
    } i { $token } nådde inte frågeställaren, vars förbindelse var bruten. Samtalet är avslutat.
staff-closed =
    { $name ->
        [0] { $token } är avslutat: { resolution-name }.
       *[other] { $name } har avslutat { $token }: { resolution-name }.
    }

## Svar på kommandon

help-line =
    { $usage } · { $command ->
        [help] visar alla kommandon, eller förklarar ett
        [queue] visar vilka som väntar, och frågor som ligger kvar
        [take] ber om ett samtal; utan namn det som har väntat längst
        [decline] låter ett erbjudande gå vidare till en kollega
        [close] avslutar ditt samtal; resolution: answered, follow-up, follow-up-library, referred, lost, not-answered eller practice; read: arbetsinsatsen, 1 till 6
        [note] skriver en anteckning om samtalet som frågeställaren aldrig ser
        [canned] säger ett färdigt svar till frågeställaren; utan namn visas alla
        [candidates] visar vem som kan ta ett samtal, i den ordning de frågas, och varför andra inte kan
        [assign] erbjuder ett samtal till just den här kollegan: !assign 7k2m9q to Bo
        [transfer] lämnar över ditt samtal till en kollega, en tjänst, en adress eller en sökning, med en anteckning: !transfer Bo han har ett köpebrev; ”cancel” avbryter; ensamt visar det till vem
        [consult] kallar in en kollega till ditt samtal; du har det kvar: !consult Bo
        [why] berättar varför ett samtal erbjöds till vem, också när det är avslutat
        [need] visar vad ett samtal behöver; rättar det: !need lang:fi subject:juridik; med ”route” går det till den det då passar
        [concept] visar vad ett begrepp är och hur många som har det; koordinatorer: !concept ID = sv: namn | ett annat namn; en: …; kind: …; broader: … ändrar det eller lägger till det
        [kind] visar vilka slags kompetens som finns; koordinatorer: !kind ID sv: namn; en: namn lägger till ett
        [who] visar vilka som är i tjänst
        [find] hittar den som har kompetensen du nämner
        [on] sätter dig i tjänst
        [off] tar dig ur tjänst
        [leave] tar dig ur en tjänst som du blivit inbjuden att bemanna
        [stay] låter dig stanna i en tjänst som har frågat om du går
        [cluster] sparar en sökfråga under ett namn, visar vilka som passar nu, tar bort den eller listar alla
        [link] länkar navet till andra och bestämmer vad som får passera; agreement: ours=ask theirs=ask hours="Mo-Fr 9-17" data=question order=1 adjoining=yes; utan argument visas länkarna
        [service] grundar en tjänst på en sökfråga, visar bemanningen, bjuder in eller avslutar den
        [status] visar om tjänsten är öppen och hur mycket som är på gång
        [coverage] visar vem som kunde svara vid vilken timme: för ett slag (language, subject, …), för det som heter så, eller för en tjänst
        [gaps] listar vad som efterfrågats men saknats de senaste 30 dagarna, eller så många
        [audit] listar vad som ändrats på sistone och av vem: så många poster, eller en persons eller ett kommandos
        [role] ger någon en roll; utan roll sägs vilken; utan namn listas alla
        [profile] visar vad du kan; entry: add fi B2, add subject juridik C1, remove juridik, confirm; koordinatorer skriver of NAMN före
        [stale] visar vilkas profiler som har gått ut eller inte bekräftats på länge
        [campaign] ber bibliotekarier att gå igenom sina profiler; what: start NAMN until DAG asking FRÅGA, show NAMN, remind NAMN, end NAMN eller import; utan det visas alla
       *[other] { $command }
    }
queue-empty = Ingen väntar. Vilka som är i tjänst: !who
queue-line =
    { $token } · { $state ->
        [question] lämnad för { $waited } sedan
       *[waiting] har väntat { $waited }
    } · { $service }{ $language ->
        [0] { "" }
       *[other] {" "}· { $language }
    }{ $question ->
        [0] { "" }
       *[other] {" "}· ”{ $question }”
    } · !take { $token }
take-invited = Du är inbjuden till { $token }; tacka ja, så är samtalet ditt. Om ingen inbjudan har synts: !take { $token }
no-such-session = Det finns inget samtal ”{ $token }”. För att se vilka som väntar: !queue
no-session-here = Det där gäller ett samtal som du har; skriv det i det samtalets rum. För att se vilka som väntar: !queue
transfer-asked =
    { $to } tillfrågas. { $how ->
        [consult] Du har kvar { $token }.
        [waiting] Tills någon har kommit väntar { $token }.
       *[other] Du har { $token } tills någon har kommit.
    } Högst { $left }; för att avbryta: !transfer cancel
transfer-done = { $name } har nu { $token }.
transfer-cancelled = { $to } tillfrågas inte längre; { $token } är kvar där det är.
transfer-none = { $token } håller inte på att lämnas över.
transfer-under-way = { $to } tillfrågas redan för { $token }. För att fråga någon annan, först: !transfer cancel
transfer-not-yours =
    { $name ->
        [0] Någon annan
       *[other] { $name }
    } har samtalet. Bara den som har det eller en samordnare lämnar över det.
transfer-not-held = Ingen har { $token } ännu. En samordnare kan lämna över det som väntar; för att ta det själv: !take { $token }
transfer-not-to =
    { $name } { $why ->
        [patron] har själv ställt frågan, så den kan inte lämnas dit.
        [holder] har redan samtalet.
        [inside] är redan med i samtalet.
        [address] är inte adressen till en person eller en tjänst.
        [not-agreed] hör inte till de tjänster som avtalet med det navet låter dig fråga.
        [paused] hör till ett nav som länken till är pausad. En samordnare kan återuppta den: !link
        [not-linked] hör till ett nav som det inte finns någon länk till än. En samordnare kan ordna en: !link
        [ours] är ingen adress här dit ett samtal kan lämnas.
        [dnd] vill inte bli störd just nu.
        [limit] har redan { $held } av { $limit } samtal.
        [language] och frågeställaren har inget gemensamt språk. För att kalla in någon bredvid dig: !consult
       *[off-duty] är inte i tjänst. Vilka som är det: !who
    }
transfer-nobody =
    { $to }: ingen som { $how ->
        [consult] kan kallas in
       *[other] kan ta detta
    } är i tjänst, ledig och har ett språk gemensamt med frågeställaren.
transfer-whom =
    { $several ->
        [0] Ingen person eller tjänst heter ”{ $words }”.
       *[other] { $several } personer heter ”{ $words }”.
    } { $nearest ->
        [0] Ange ett namn, en tjänst, en adress eller en sökning som lang:fi subject:law
       *[other] { $several ->
            [0] Menade du { $nearest }?
           *[other] Ange en adress: { $nearest }
        }
    }
transfer-unasked = { $service } erbjuder någon till det här samtalet. Om du har bjudit in den och vill lämna över samtalet: !transfer { $service }
transfer-too-many = Du har skickat ut väldigt många inbjudningar på tio sekunder. Vänta lite.
transfer-form-title =
    { $how ->
        [consult] Kalla in en kollega till { $token }
       *[other] Lämna över { $token }
    }
transfer-form-text =
    { $how ->
        [consult] Den du väljer bjuds in och är med dig; du har kvar samtalet.
       *[other] Du har samtalet tills den du väljer har kommit.
    }
transfer-form-to = Till vem
transfer-form-other = Eller någon annan: ett namn, en adress eller en sökning som lang:fi subject:law
transfer-form-note = Vad de bör veta (frågeställaren ser det inte)
transfer-form-service =
    { $service } · { $on_duty ->
        [0] ingen i tjänst
       *[other] { $on_duty } i tjänst
    }
who-inside =
    { $token } · { $name } · { $how ->
        [holder] har det
        [absent] har det, men är borta sedan { $left }
        [consultant] är inkallad
        [called] ombeds vara med, { $left } till
       *[asked] ombeds ta över, { $left } till
    }
declined =
    { $how ->
        [transfer] Du har tackat nej till { $token }. Den som bad dig får veta det.
       *[offer] Du har låtit { $token } gå vidare. Om du ändrar dig: !take { $token }
    }
closed = { $token } är avslutat: { resolution-name }.
noted = Antecknat om { $token }. Frågeställaren ser det inte.
canned-line = { $text } · !canned { $name }
canned-none = Det finns inga färdiga svar.
no-such-canned =
    Det finns inget färdigt svar ”{ $name }”. { $nearest ->
        [0] För att se alla: !canned
       *[other] Menade du: !canned { $nearest }
    }
concept-shown =
    { $label } · { $kind ->
        [language] språk
        [subject] ämne
        [culture] kultur
        [audience] målgrupp
       *[other] { $kind }
    } · { $id }{ $labels ->
        [0] { "" }
       *[other] {" "}· även: { $labels }
    }{ $broader ->
        [0] { "" }
       *[other] {" "}· vidare: { $broader }
    }{ $narrower ->
        [0] { "" }
       *[other] {" "}· snävare: { $narrower }
    } · { $operators ->
        [0] ingen har det
        [one] en har det
       *[other] { $operators } har det
    }
concept-saved = { $label } ({ $id }) finns i ordlistan.
concept-unknown =
    Inget begrepp heter ”{ $words }”. { $nearest ->
        [0] Försök med ett annat ord, eller början av ett.
       *[other] Nära till hands: { $nearest }
    }
concept-ambiguous = ”{ $words }” heter flera begrepp; ange ett av deras id: { $concepts }
concept-id-wrong = ”{ $id }” kan inte vara ett begrepps id: ange en URI, eller en kortform utan mellanslag som ykl:33, som inte är ett språks kod. Så skrivs det: !concept ID = sv: namn; broader: ett annat begrepp
concept-needs-label = { $id } är nytt och behöver ett namn: !concept { $id } = sv: namnet; en: namnet på engelska
concept-piece-wrong = ”{ $piece }” går inte att förstå. Med ; emellan: sv: namn | ett annat namn, en: …, kind: …, notation: …, scheme: …, broader: …, exact: … (- efter de två sista: inga)
kind-line = { $id } · { $label ->
        [language] språk
        [subject] ämne
        [culture] kultur
        [audience] målgrupp
       *[other] { $label }
    } · { $concepts ->
        [0] inga begrepp: vilket ord som helst kan stå där
        [one] ett begrepp
       *[other] { $concepts } begrepp
    }
kind-saved = { $label } ({ $id }) är ett slags kompetens.
kind-unknown =
    Det finns inget kompetensslag ”{ $kind }”. { $nearest ->
        [0] En koordinator lägger till det med !kind
       *[other] Menade du { $nearest }? En koordinator lägger till nya med !kind
    }
kind-id-wrong = ”{ $id }” kan inte vara ett kompetensslag: använd 1 till 64 av a-z, 0-9 och -, med en bokstav först; språk finns redan.
kind-needs-label = Ge kompetensslaget ett namn: !kind { $id } sv: namnet; en: namnet på engelska
who-line =
    { $service } · { $name } · { $show ->
        [chat] gärna tillgänglig
        [available] tillgänglig
        [away] borta
        [xa] borta en längre stund
        [dnd] upptagen
       *[other] { $show }
    } · { $held } av { $limit } · ledig { $idle }
who-nobody = Ingen är i tjänst. För att gå i tjänst: !on
now-on-duty = Du är i tjänst på { $service }. För att gå ur tjänst: !off
now-off-duty = Du är inte längre i tjänst på { $service }. För att komma tillbaka: !on
status-line =
    { $service } · { $state ->
        [open] öppen
       *[closed] stängd
    } · { $on_duty } i tjänst · { $waiting ->
        [0] ingen väntar
        [one] en väntar, sedan { $waited }
       *[other] { $waiting } väntar, längst { $waited }
    } · { $held } pågår · !queue
routing-part =
    { $part ->
        [language] { $name } { $detail ->
            [native] modersmål
           *[other] { $detail }
        }
        [language-expired] { $name } { $detail ->
            [native] modersmål
           *[other] { $detail }
        } (bör bekräftas)
        [has] { $name }
        [narrower] { $name }, genom { $detail } (snävare)
        [broader] { $name }, genom { $detail } (vidare)
        [expired] { $name } (bör bekräftas)
        [home-library] från { $name }
        [own-staff] från den här tjänsten
        [load] { $count } av { $detail } samtal
        [idle] ledig i { $count } min
        [away] borta
        [xa] borta länge
        [rare] sparas: { $count ->
            [0] ensam ledig
           *[other] en av två lediga
        } med { $name }
       *[other] { $part } { $name }
    } { $points }
candidates-head =
    { $token } · { $language }{ $subjects ->
        [0] { "" }
       *[other] {" "}· { $subjects }
    } · { $step ->
        [library] frågas först: frågarens eget bibliotek
        [consortium] frågas: den här tjänsten och dess konsortium
       *[other] frågas: den här tjänsten
    }
candidate-line = { $place }. { $name } · { $score } = { $reasons }
candidates-none = Ingen kan ta det just nu.
left-out-line =
    – { $name }: { $why ->
        [patron] frågan är personens egen
        [language] inget gemensamt språk
        [dnd] vill inte bli störd
        [limit] har { $held } av { $limit } samtal
        [declined] har tackat nej
        [silent] lät ett erbjudande gå förbi; frågas igen om { $left }
        [later] andra frågas först; därefter om { $left }
       *[other] andra frågas först
    }
candidates-network =
    Länkade nav: { $how ->
        [off] frågas inte för den här tjänsten
        [asked] { $to } frågas nu
        [now] frågas så snart ingen här tar det, i den här ordningen
       *[later] frågas om ingen här har tagit det om { $left }, i den här ordningen
    }
candidate-elsewhere =
    { $place }. { $name } ({ $address }) · { $languages } · { $load ->
        [full] har fullt upp
        [busy] upptagen
       *[free] ledig
    }
elsewhere-left-out =
    – { $name } ({ $address }): { $why ->
        [not-agreed] ingår inte i avtalet, eller länken är pausad
        [hub-away] dess nav svarar inte nu
        [language] inget gemensamt språk
        [closed] stängd
        [tried] har frågats; igen om { $left }
        [silent] dess nav svarade inte; frågas igen om { $left }
       *[enough] så många som får frågas har frågats
    }
assign-offered = { $token } erbjuds { $name }.
assign-no-language = Såvitt är känt har { $name } och frågaren inget gemensamt språk.
assign-not-available =
    { $name } { $why ->
        [patron] har själv ställt frågan, så den kan inte erbjudas dit.
        [stranger] arbetar varken för den här tjänsten eller hör till dess konsortium.
        [dnd] vill inte bli störd nu.
        [limit] har redan { $held } av { $limit } samtal.
       *[other] är inte i tjänst. Vilka som är det: !who
    }
assign-whom =
    Det är oklart vem ”{ $name }” är.{ $nearest ->
        [0] {" "}Vilka som är i tjänst: !who
       *[other] {" "}Menade du: { $nearest }
    }
why-chosen =
    för { $ago } sedan · { $name } · { $score } = { $reasons }{ $step ->
        [library] {" "}· bara frågarens eget bibliotek tillfrågades
        [consortium] {" "}· hela konsortiet tillfrågades
       *[other] { "" }
    }{ $others ->
        [0] {" "}· ingen annan passade
       *[other] {" "}· därefter: { $others }
    } → { offer-outcome }
why-transfer =
    för { $ago } sedan · { $what ->
        [elsewhere] { $name } hade ingen som kunde ta det
        [silent] { $name } svarade inte
        [asked] { $name ->
            [0] ett annat nav
           *[other] { $name }
        } ombads ta över eller vara med
        [transferred] överlämnat till { $name }
        [consulted] { $name } kallades in
       *[returned] ingen kom, och det blev kvar där det var
    }
why-assigned = för { $ago } sedan · { $name } · vald av { $by } → { offer-outcome }
why-asked = för { $ago } sedan · { $name } bad om det och tog det
why-offered = för { $ago } sedan · { $name } · { $detail } → { offer-outcome }
why-widened =
    för { $ago } sedan · { $step ->
        [consortium] frågades i { $circle ->
            [0] hela konsortiet
           *[other] hela { $circle }
        }
        [network] länkade nav frågades också
       *[service] frågades av alla i tjänst
    }: { $why ->
        [nobody-fits] ingen närmare passade och var ledig
       *[other] ingen hade tagit det ännu
    }
why-requeued = för { $ago } sedan · { $name } lämnade tillbaka det till kön
why-left = för { $ago } sedan · lämnades som fråga, eftersom ingen tog det
why-unknown = Inga beslut om { $token } finns längre till hands. Administratören hittar dem: refdesk why { $token }
need-head = { $token } behöver:
need-line =
    { need-part }: { $name } · { $source ->
        [corrected] enligt en bibliotekarie
        [stated] enligt frågaren
        [words] läst ur orden
        [client] från frågarens klient
       *[service] antaget: tjänstens eget
    }
need-part =
    { $part ->
        [language] språk
        [subject] ämne
        [culture] kultur
        [audience] målgrupp
        [library] bibliotek
       *[other] { $part }
    }
need-changed = Vad { $token } behöver är rättat:
need-routed = { $token } förmedlas på nytt, för:
need-nobody-else = Ingen annan i tjänst kan ta det med detta behov, så du behåller det och ingenting ändrades.
need-not-yours = { $name } har det här samtalet: bara den som har det, eller en koordinator, kan skicka tillbaka det till kön.
need-unknown-key =
    ”{ $key }” är inget slags kompetens.{ $nearest ->
        [0] { "" }
       *[other] {" "}Menade du: { $nearest }
    }
need-unknown-word =
    { $word ->
        [0] Ett språk behövs, som i lang:sv.
       *[other] ”{ $word }” är inte känt under ”{ $key }”.
    }{ $nearest ->
        [0] { "" }
       *[other] {" "}Menade du: { $nearest }
    }
offer-outcome =
    { $outcome ->
        [taken] togs
        [declined] avböjdes
        [lapsed] inget svar i tid
       *[withdrawn] öppet, eller återtaget
    }
help-for = För { role-name }:
help-only-for = Endast för { role-name }.
role-name =
    { $role ->
        [administrator] administratörer
        [chief-coordinator] huvudsamordnaren
        [coordinator] samordnare
       *[operator] bibliotekarier
    }
role-line =
    { $name } · { $jid } · { $role ->
        [administrator] administratör
        [chief-coordinator] huvudsamordnare
        [coordinator] samordnare
       *[operator] bibliotekarie
    }
role-set =
    { $name } är nu { $role ->
        [administrator] administratör
        [chief-coordinator] huvudsamordnare
        [coordinator] samordnare
       *[operator] bibliotekarie utan andra uppdrag
    }. För att se alla: !role
role-yours =
    Du är från och med nu { $role ->
        [administrator] administratör
        [chief-coordinator] huvudsamordnare
        [coordinator] samordnare
       *[operator] bibliotekarie utan andra uppdrag
    } här. Vad du får göra: !help
role-nobody =
    Det finns ingen bibliotekarie ”{ $name }”, eller fler än en: en adress säger vem du menar. { $nearest ->
        [0] För att se vem som har en roll: !role
       *[other] Menade du: !role { $nearest }
    }
role-last-administrator = Du är den enda administratören. Utse först någon annan: !role NAMN administrator
role-from-configuration =
    { $name } står i konfigurationen som { $role ->
        [administrator] administratör
       *[coordinator] samordnare
    }, och inget mindre kan ges med ett kommando.
audit-line =
    { $when } · { $name } · { $command }{ $detail ->
        [0] { "" }
       *[other] {" "}· { $detail }
    }
audit-none =
    { $word ->
        [0] Det står ingenting i listan.
       *[other] Ingenting i listan har gjorts av någon eller med ett kommando som heter ”{ $word }”. Hela listan: !audit
    }
coverage-title =
    Vem som kunde svara vid vilken timme ({ $zone }): efter bibliotekens öppettider, och i tjänst de senaste { $weeks ->
        [one] sju dagarna
       *[other] { $weeks } veckorna
    }. Vad som efterfrågats men saknats: !gaps
coverage-planned =
    { $language ->
        [0] { $name }
       *[other] { $language }
    } · öppet · må–fr { $planned ->
        [0] ingen
       *[other] { $planned }
    } · lö–sö { $weekend ->
        [0] ingen
       *[other] { $weekend }
    }
coverage-on-duty =
    { $language ->
        [0] { $name }
       *[other] { $language }
    } · i tjänst · må–fr { $on_duty ->
        [0] ingen
       *[other] { $on_duty }
    } · lö–sö { $weekend ->
        [0] ingen
       *[other] { $weekend }
    }
coverage-more = Och { $left } till. Ange vad du vill se: !coverage subject ORD
coverage-none = Ingen som arbetar för en tjänst har någon kompetens av det slaget.
coverage-unknown = Ingen bibliotekarie som arbetar för en tjänst har något som heter ”{ $words }”. Vad som finns: !coverage, eller av ett annat slag: !coverage subject
gaps-title =
    Vad som efterfrågats men saknats { $days ->
        [one] det senaste dygnet
       *[other] de senaste { $days } dagarna
    }:
gaps-line =
    { $language ->
        [0] { $name }
       *[other] { $language }
    } · { $nobody ->
        [0] någon kan, men var inte i tjänst: { $known }
       *[other] ingen kan: { $nobody }{ $known ->
            [0] { "" }
           *[other] {" "}· känd, men inte i tjänst: { $known }
        }
    }
gaps-none =
    Ingenting har efterfrågats förgäves { $days ->
        [one] det senaste dygnet
       *[other] de senaste { $days } dagarna
    }.
unknown-command =
    Kommandot ”{ $word }” finns inte, och ingen annan har sett raden. { $nearest ->
        [0] Alla kommandon: !help
       *[other] Menade du: !{ $nearest }
    }
wrong-argument =
    { $argument ->
        [resolution] Utfallet är något av answered, follow-up, follow-up-library, referred, lost, not-answered och practice.
        [read] READ är ett tal från 1 till 6.
        [text] Texten saknas.
        [days] Antalet dagar är ett heltal.
        [role] En roll är en av operator, coordinator, chief-coordinator och administrator.
        [query] Vad som söks saknas, t.ex. lang:fi>=B2 subject:juridik
        [words] Orden saknas.
       *[other] ”{ $argument }” saknas eller är fel.
    } Så skrivs det: { $usage }
command-name =
    { $command ->
        [help] Hjälp
        [queue] Vilka som väntar
        [take] Ta en fråga
        [decline] Låt ett erbjudande gå vidare
        [close] Avsluta ett samtal
        [note] Skriv en anteckning
        [canned] Färdiga svar
        [candidates] Vem kan ta det
        [assign] Erbjud en kollega
        [transfer] Lämna över ett samtal
        [consult] Kalla in en kollega
        [why] Varför erbjöds det henne?
        [need] Vad det behöver
        [concept] Vad ett begrepp är
        [kind] Slags kompetens
        [who] Vilka som är i tjänst
        [find] Hitta en kollega
        [on] Gå i tjänst
        [off] Gå ur tjänst
        [leave] Lämna en tjänst
        [stay] Stanna i en tjänst
        [cluster] Kluster
        [service] Tjänster
        [link] Länkar till andra nav
        [status] Hur det ser ut just nu
        [coverage] Täckning timme för timme
        [gaps] Efterfrågat men saknat
        [audit] Vad som ändrats
        [role] Roller
        [profile] Din profil
        [stale] Profiler att gå igenom
        [campaign] Kampanjer för profiler
       *[other] { $command }
    }
argument-name =
    { $argument ->
        [to] Till vem
        [other] Eller någon annan
        [note] Anteckning
        [command] Kommando
        [session] Samtal
        [reason] Skäl
        [resolution] Utfall
        [read] Arbetsinsats (READ, 1 till 6)
        [action] Vad ska göras
        [service] Adress (före @)
        [sure] Är du säker?
        [hub] Det andra navets adress, till exempel ref.example.net
        [agreement] Vad som är överenskommet
        [ours] Tjänster hos oss som det får skicka frågeställare till; alla om ingen väljs
        [theirs] Tjänster hos dem som frågeställare får skickas till (det före @, komman emellan); alla om det är tomt
        [link-hours] Tider då det får skicka frågeställare, till exempel Mo-Fr 09:00-17:00; alltid om det är tomt
        [data] Vad som får passera dit
        [order] Plats i ordningen: lägre tillfrågas först
        [adjoining] En granne, som tillfrågas före de andra
        [query] Sökfråga
        [names] Namn, ett per rad, till exempel: en: Ask the Nordics
        [languages] Språk, till exempel: sv da fi
        [cluster] eller ett kluster, vars sökfråga används
        [library] Bibliotek, om den hör till ett
        [consortium] Konsortium, om den hör till ett
        [descriptions] Beskrivning, en rad per språk
        [text] Text
        [need] Behov, som i lang:fi subject:juridik route
        [name] Namn
        [kind] Slag (language, subject, …)
        [words] Ord eller id
        [days] Dagar
        [which] Hur många, eller en persons namn, eller ett kommando
        [role] Roll
        [labels] Namn, som i sv: juridik | rätt; en: law
        [notation] Notation
        [scheme] Ordlista
        [broader] Vidare begrepp (ord eller id, med | emellan)
        [exact] Detsamma i en annan ordlista (ord eller id, med | emellan)
        [id] Id
        [entry] Vad som ska ändras
        [what] Vad som ska göras
        [campaign] Kampanjens namn
        [until] Sista svarsdag, till exempel 2026-12-24
        [asking] Vilka som tillfrågas: en sökfråga; alla om det är tomt
        [rows] Att importera: en tabell med kolumnerna jid, kind, value, level, evidence, valid_until
       *[other] { $argument }
    }
kind-name =
    { $kind ->
        [language] Språk
        [subject] Ämnen
        [culture] Kulturer
        [audience] Målgrupper
       *[other] { $kind }
    }
profile-of = Vad { $name } kan, så att frågor hittar sin bibliotekarie. Det som står kvar bekräftas med dagens datum.
profile-guide = En uppgift per rad: vad det är och hur väl, och om du vill vad det vilar på och sista dagen det gäller. Till exempel: juridik C1 | jur. kand. Lund | 2027-06-30
profile-words = Ord på alla språk slås upp; där de kan betyda flera saker får du en fråga.
profile-levels = Nivåer: A1 några ord · A2 enkla meningar · B1 vardagliga ämnen · B2 kan besvara frågor · C1 obehindrat, även svåra texter · C2 nästan som modersmål · native modersmål
profile-by-text = Som text: !profile add fi B2 · !profile add subject juridik C1 | jur. kand. Lund · !profile remove juridik · allt stämmer som det står: !profile confirm
profile-whose = Vems profil: en adress eller ett namn
profile-expired = Har gått ut och räknas därför mindre: { $entries }
profile-unconfirmed =
    { $entries ->
        [one] En uppgift har inte bekräftats på länge, eller aldrig.
       *[other] { $entries } uppgifter har inte bekräftats på länge, eller aldrig.
    }
profile-unclear = Ingenting är ändrat än. Några rader behöver ett ord från dig; alla andra finns kvar som du skrev dem.
profile-changed = Den här profilen har ändrats sedan du öppnade formuläret, och ingenting av ditt är sparat än. Nedan står det som gäller nu tillsammans med det du skrev: ta bort det som är fel och skicka igen.
profile-meant = Vad menar du med ”{ $line }”?
profile-own-word = ”{ $word }” som ett eget ord
profile-leave-out = Ta inte med det
profile-wrong =
    ”{ $line }”: { $problem ->
        [long] raden är för lång.
        [parts] högst tre delar väntas, med | emellan.
        [day] ”{ $what }” är inte en dag som 2027-06-30.
        [level] ”{ $what }” är inte en nivå; använd A1, A2, B1, B2, C1, C2 eller native.
       *[unknown] ingenting är känt under namnet ”{ $what }”; pröva ett annat ord, eller lämna tomt.
    }
profile-which = ”{ $words }” kan betyda flera saker, och ingenting är ändrat:
profile-suggestion = { $label } · { $usage }
profile-not-had = Det finns inget ”{ $words }” i den här profilen. För att se vad som finns: !profile
profile-saved =
    { $name ->
        [0] Din profil är uppdaterad.
       *[other] Profilen för { $name } är uppdaterad.
    }{ $added ->
        [0] { "" }
       *[other] {" "}Tillagt: { $added }.
    }{ $changed ->
        [0] { "" }
       *[other] {" "}Ändrat: { $changed }.
    }{ $removed ->
        [0] { "" }
       *[other] {" "}Borttaget: { $removed }.
    }{ $same ->
        [0] { "" }
        [one] {" "}En uppgift står kvar som den var.
       *[other] {" "}{ $same } uppgifter står kvar som de var.
    }
profile-too-many = Det skulle bli mer än { $most } uppgifter, och ingenting är ändrat. Ta bort några.
profile-too-much = Det där var mer än vad som kan läsas på en gång, och ingenting är ändrat. Skriv färre eller kortare rader åt gången.
nobody-of-that-name = Ingen här heter ”{ $name }” eller har den adressen.
several-of-that-name = Flera heter ”{ $name }”; använd en av deras adresser: { $addresses }
stale-none = Ingenting har gått ut, och allt är nyligen bekräftat.
stale-line =
    { $name }{ $expired ->
        [0] { "" }
       *[other] {" "}· har gått ut: { $expired }
    }{ $old ->
        [0] { "" }
       *[other] {" "}· { $old } bekräftade för länge sedan
    }{ $never ->
        [0] { "" }
       *[other] {" "}· { $never } aldrig bekräftade
    } · !profile of { $address }
and-more =
    { $more ->
        [one] … och en till
       *[other] … och { $more } till
    }
campaign-guide = En kampanj ber bibliotekarier att gå igenom sina profiler. Som text: !campaign start var until 2027-05-31 asking subject:juridik · !campaign show var · !campaign remind var · !campaign end var · en tabell över vad bibliotekarier har skickat dig: !campaign import, och tabellen på raderna efter
campaign-action =
    { $action ->
        [start] Starta en kampanj
        [remind] Påminn dem som saknas
        [end] Avsluta den nu
        [import] Importera en tabell över vad bibliotekarier kan
       *[show] Visa vilka som har svarat, vilka som saknas och vilkas profiler som är gamla
    }
campaign-asks = { $by } ber dig att gå igenom vad du kan, så att frågor hittar rätt bibliotekarie (kampanjen { $name }, till och med { $until }). Använd kommandot ”Din profil” i ditt program, eller skriv till mig. För att se den: !profile · Om allt stämmer: !profile confirm
campaign-reminds = En påminnelse: gå gärna igenom vad du kan senast { $until } (kampanjen { $name }). Använd kommandot ”Din profil” i ditt program, eller skriv till mig. För att se den: !profile · Om allt stämmer: !profile confirm
campaign-line =
    { $name } · { $state ->
        [over] avslutad
       *[open] till och med { $until }
    } · { $asked } tillfrågade · { $returned } har svarat · { $missing } saknas · { $stale } med gamla uppgifter · !campaign show { $name }
campaign-names =
    { $which ->
        [returned] Har svarat
        [missing] Saknas
        [stale] Med uppgifter som gått ut eller inte bekräftats
       *[unreachable] Kunde inte nås
    }: { $names }{ $more ->
        [0] { "" }
       *[other] {" "}… och { $more } till
    }
campaign-reminded =
    { $told ->
        [0] Ingen påminns om { $name }.
        [one] En person påminns om { $name }.
       *[other] { $told } personer påminns om { $name }.
    }{ $spared ->
        [0] { "" }
       *[other] {" "}{ $spared ->
            [one] En
           *[other] { $spared }
        } har fått ett meddelande det senaste dygnet och lämnas i fred.
    }
no-such-campaign =
    Det finns ingen kampanj ”{ $name }”. { $nearest ->
        [0] För att se alla: !campaign
       *[other] Menade du: !campaign show { $nearest }
    }
campaign-wrong =
    { $problem ->
        [name] ”{ $what }” kan inte vara en kampanjs namn: använd 1 till 64 av a-z, 0-9 och -, med en bokstav först.
        [exists] Det finns redan en kampanj { $what }. För att se hur det går: !campaign show { $what }
        [many] Det finns redan { $what } kampanjer.
        [day] ”{ $what }” är inte en dag som 2027-05-31.
        [past] { $what } har redan varit.
        [long] Sökfrågan är för lång.
        [nobody] Ingen stämmer med ”{ $what }”.
        [over] Kampanjen { $what } är avslutad.
        [which] Vilken kampanj? Skriv dess namn: !campaign { $what } NAMN. För att se alla: !campaign
       *[action] Så skrivs det: !campaign start NAMN until DAG asking FRÅGA, eller show, remind eller end och ett NAMN, eller import med en tabell på raderna efter.
    }
import-columns =
    { $columns ->
        [0] Den här raden har fler eller färre celler än första raden.
       *[other] På första raden står kolumnernas namn: jid, kind och value, och om du vill level, evidence, confirmed och valid_until, med komma, semikolon eller tabb emellan. Fel där, eller saknas: { $columns }
    }
import-row-wrong = Rad { $row }: { $reasons }
import-nothing = Inget har importerats. Rätta de här raderna och ge alla en gång till.
import-done =
    { $entries ->
        [one] En uppgift
       *[other] { $entries } uppgifter
    } i { $operators ->
        [one] en profil
       *[other] { $operators } profiler
    } har importerats. Vad som står i listan: !audit profile
cluster-saved =
    Sparat som { $name }: { $members ->
        [one] en medlem nu.
       *[other] { $members } medlemmar nu.
    } För att se dem igen: !cluster show { $name }
cluster-line =
    { $name } · { $query } · { $members ->
        [one] en medlem
       *[other] { $members } medlemmar
    } · !cluster show { $name }
cluster-member =
    { $name } · { $jid }{ $reasons ->
        [0] { "" }
       *[other] {" "}· { $reasons }
    }
cluster-changed =
    Sedan du tittade för { $ago } sedan{ $joined ->
        [0] { "" }
       *[other] {" "}· har kommit till: { $joined }
    }{ $left ->
        [0] { "" }
       *[other] {" "}· har försvunnit: { $left }
    }
cluster-removed = Klustret { $name } är borttaget.
cluster-none = Det finns inga kluster. För att spara ett: !cluster save NAMN SÖKFRÅGA
cluster-which = Vilket kluster? !cluster save NAMN SÖKFRÅGA, !cluster show NAMN, !cluster remove NAMN eller !cluster list
cluster-name-wrong = ”{ $name }” kan inte vara namnet på ett kluster: använd 1 till 64 av a-z, 0-9 och -, med en bokstav först, och inget av save, show, remove och list.
cluster-no-query = Vad ska { $name } vara? !cluster save { $name } SÖKFRÅGA, till exempel: !cluster save { $name } lang:sv
clusters-full = Det finns redan { $clusters } kluster. Ta bort ett först: !cluster list
no-such-cluster =
    Det finns inget kluster ”{ $name }”. { $nearest ->
        [0] För att se dem: !cluster list
       *[other] Menade du: !cluster show { $nearest }
    }
list-goes-on = … och { $more } till
service-action =
    { $action ->
        [create] Grunda en ny tjänst
        [show] Se hur en tjänst är bemannad
        [list] Se alla tjänster
        [invite] Bjud in dem som föreslagits
        [end] Avsluta en tjänst
       *[other] { $action }
    }
service-sure =
    { $choice ->
        [confirm] Ja, grunda den och bjud in dem
        [change] Nej, gå tillbaka och ändra
        [end] Ja, avsluta den
        [keep] Nej, låt den vara
       *[other] { $choice }
    }
service-how = En tjänst grundas på en sökfråga: den som passar bjuds in att bemanna den. !service create ADRESS SÖKFRÅGA, !service list, !service ADRESS, !service ADRESS invite eller !service end ADRESS
service-form-how = Adressen är 1 till 64 av a-z, 0-9 och -. Ange en sökfråga såsom lang:sv or lang:da, eller välj ett kluster. Ingenting händer förrän du har sett vilka som passar och bekräftat det.
service-which = Vilken tjänst? För att se dem: !service list
no-such-service-here =
    Det finns ingen tjänst ”{ $id }”. { $nearest ->
        [0] För att se dem: !service list
       *[other] Menade du: { $nearest }
    }
service-id-wrong = ”{ $id }” kan inte vara en tjänsts adress: använd 1 till 64 av a-z, 0-9 och -, med en bokstav först.
service-taken = Det finns redan en tjänst { $id }. Välj en annan adress, eller se den: !service { $id }
service-reserved = Adressen { $id } hörde till en tjänst som har upphört, och förblir reserverad. Välj en annan.
services-full = Det finns redan { $services } tjänster, och fler kan inte hållas.
service-no-query = Vilka ska bemanna tjänsten? Ange en sökfråga såsom lang:sv, eller ett kluster.
no-such-library = Det finns inget bibliotek ”{ $id }” i registret. Ange dess id, eller utelämna det.
no-such-consortium = Det finns inget konsortium ”{ $id }” i registret. Ange dess id, eller utelämna det.
not-a-language-tag = ”{ $tag }” är inte en språkkod såsom sv, fi eller sv-FI.
service-preview =
    { $service } ({ $id }): { $operators ->
        [0] ingen passar
        [one] en bibliotekarie passar
       *[other] { $operators } bibliotekarier passar
    } { $query }
service-preview-libraries =
    Per bibliotek: { $libraries }{ $more ->
        [0] { "" }
       *[other] {" "}och { $more } till
    }
service-preview-language = { $language }: { $operators }
service-preview-hours =
    Kan vara på plats { $days ->
        [saturday] på lördagar
        [sunday] på söndagar
       *[weekdays] på varje vardag
    }: { $hours } ({ $zone })
service-preview-untold =
    { $operators ->
        [one] En arbetar vid ett bibliotek som inte har angett öppettider.
       *[other] { $operators } arbetar vid bibliotek som inte har angett öppettider.
    }
service-unknown-words = De här orden finns inte i någon ordlista: { $words }
service-nobody-matches = Ingen passar, så ingen kan bjudas in. Tjänsten skulle finnas ändå, och den som börjar passa föreslås för dig.
service-nobody-speaks = Ingen av dem kan svara på: { $language }
service-confirm = Ingenting är ändrat än. För att göra det: { $command }
service-founded =
    { $service } finns nu. { $invited ->
        [0] Ingen är inbjuden.
        [one] En bibliotekarie är inbjuden att bemanna den.
       *[other] { $invited } bibliotekarier är inbjudna att bemanna den.
    } Så är den bemannad: !service { $id }
service-staffing =
    { $service } ({ $id }){ $state ->
        [ending] {" "}· upphör
       *[running] { "" }
    } · { $staff } i personalen · { $on_duty } i tjänst · { $invited } inbjudna · { $proposed } föreslagna · !service { $id }
service-query-line = Grundad på: { $query }
service-staff-line =
    { $name } · { $jid } · { $stance ->
        [staff] personal
        [proposed] föreslagen för { $since } sedan
        [invited] inbjuden för { $since } sedan
        [unreached] inbjuden för { $since } sedan, men nåddes inte
        [accepted] kom för { $since } sedan
        [declined] tackade nej för { $since } sedan
        [lapsing] tillfrågad för { $since } sedan om hon går
        [stays] stannar utan att passa
        [left] har gått, eller svarade inte
       *[other] { $stance }
    }{ $on_duty ->
        [0] { "" }
       *[other] {" "}· i tjänst
    }
service-ended-line = { $id } · upphörde för { $ago } sedan, adressen förblir reserverad
service-end-asked =
    Att avsluta { $service } ({ $id }): { $waiting ->
        [0] ingen väntar
        [one] en frågeställare som väntar får veta att den har upphört
       *[other] { $waiting } frågeställare som väntar får veta att den har upphört
    }, { $held ->
        [0] inget samtal pågår
        [one] ett samtal som pågår förs till slut
       *[other] { $held } samtal som pågår förs till slut
    }, { $staff } i personalen blir fria. Ingen annan får någonsin adressen.
service-ends =
    { $service } { $held ->
        [0] har upphört.
        [one] tar inte emot någon ny, och upphör med det enda samtal som pågår.
       *[other] tar inte emot någon ny, och upphör med det sista av de { $held } samtal som pågår.
    }
service-is-ending = { $id } håller redan på att upphöra.
service-not-ended = { $id } får vara som den är.
service-has-ended = { $service } har upphört. Statistiken finns kvar, och adressen förblir reserverad.
no-such-operator = ”{ $jid }” finns inte i registret. Ange adressen till någon som finns där.
staff-nobody-to-invite = Det finns ingen att bjuda in till { $id } nu. Alla som passar, även de som inte svarade: !service { $id } invite all
staff-invited-now =
    { $operators ->
        [one] Inbjuden till { $service }: { $names }
       *[other] { $operators } är inbjudna till { $service }: { $names }
    }
staff-accepted =
    { $name } bemannar nu { $service }, som har { $staff ->
        [one] en bibliotekarie.
       *[other] { $staff } bibliotekarier.
    }
staff-unreached = Inbjudan att bemanna { $service } nådde inte { $name } ({ $jid }): adressen eller dess server tar inte emot meddelanden just nu. För att bjuda in igen: !service { $id } invite { $jid }
staff-declined =
    { $name } tackar nej till att bemanna { $service }{ $reason ->
        [0] .
       *[other] : ”{ $reason }”
    }
staff-invitations-lapsed =
    Inget svar på { $operators ->
        [one] inbjudan
       *[other] inbjudningarna
    } till { $service }: { $names }. För att bjuda in igen: !service { $id } invite all
staff-proposed =
    { $operators ->
        [one] En bibliotekarie passar nu
       *[other] { $operators } bibliotekarier passar nu
    } { $service }: { $names }. För att bjuda in: !service { $id } invite
staff-lapsing-told =
    { $operators ->
        [one] En i personalen
       *[other] { $operators } i personalen
    } passar inte { $service } längre: { $names }. Har fått frågan om att gå; utan svar ute om { $span }.
staff-left = { $name } har lämnat { $service }.
staff-invitation =
    { $name } ber dig svara i { $service }{ $about ->
        [0] { "" }
       *[other] {" "}({ $about })
    }, eftersom din profil passar. Gå in i rummet för att tacka ja, så är du i tjänst; avböj inbjudan för att tacka nej.
staff-asked =
    { $name } ber dig besvara frågor i { $service }{ $about ->
        [0] { "" }
       *[other] {" "}({ $about })
    }, eftersom din profil passar. För att tacka ja, gå in i rummet, eller svara här: !accept { $id }. För att tacka nej: !decline { $id }. Inbjudan gäller i { $days }.
staff-welcome = Du hör nu till { $service }. För att gå i tjänst, gå in i dess rum, { $id }, eller skriv där: !on
staff-declined-now = Du har tackat nej till att bemanna { $service }. Om du ändrar dig, säg det till din koordinator.
staff-lapsing = Du kom till { $service } tack vare din profil, som inte längre passar sökfrågan. Går du? !leave { $id } eller !stay { $id }. Utan svar lämnar du tjänsten om { $span }.
staff-stays = Du stannar i { $service }.
staff-leaves-now = Du lämnar { $service }.
staff-leaves-later = Du lämnar { $service } när det sista samtal som du har där är avslutat.
staff-not-asked = Det finns ingen sådan tjänst som du kommit till genom inbjudan. Nämn den: !leave TJÄNST eller !stay TJÄNST
staff-gone = Du hör inte längre till { $service }. Tack för att du har svarat där.
language-name =
    { $language ->
        [ar] arabiska
        [bg] bulgariska
        [bs] bosniska
        [cs] tjeckiska
        [da] danska
        [de] tyska
        [el] grekiska
        [en] engelska
        [es] spanska
        [et] estniska
        [fa] persiska
        [fi] finska
        [fr] franska
        [he] hebreiska
        [hr] kroatiska
        [hu] ungerska
        [is] isländska
        [it] italienska
        [ja] japanska
        [kl] grönländska
        [ko] koreanska
        [ku] kurdiska
        [lt] litauiska
        [lv] lettiska
        [nb] norska
        [nl] nederländska
        [nn] norska
        [no] norska
        [pl] polska
        [pt] portugisiska
        [ro] rumänska
        [ru] ryska
        [se] nordsamiska
        [so] somaliska
        [sr] serbiska
        [sv] svenska
        [th] thailändska
        [ti] tigrinja
        [tr] turkiska
        [uk] ukrainska
        [vi] vietnamesiska
        [zh] kinesiska
       *[other] { $language }
    }
span-name =
    { $unit ->
        [days] { $count } dygn
        [hours] { $count } h
        [minutes] { $count } min
       *[seconds] { $count } s
    }
write-in-the-room = Du är själv en av dem som svarar här, så det du skrev gick inte till någon. Skriv till kollegor i personalrummet, och till en frågeställare i samtalets rum. Alla kommandon: !help
say-it-in-the-room = Frågeställaren fick inte det där. Det du skriver till alla i rummet sägs till frågeställaren.
hub-greeting =
    Hej! { $services ->
        [0] På den här adressen besvaras inga frågor.
       *[other] Ställ din fråga genom att skriva till: { $services }
    }

## Vad som visas av en tjänst

service-open =
    Öppet: { $on_duty ->
        [0] bibliotekarier på andra håll svarar
        [one] en bibliotekarie på plats
       *[other] { $on_duty } bibliotekarier på plats
    }, { $waiting ->
        [0] ingen väntar
        [one] en väntar sedan { $waited }
       *[other] { $waiting } väntar, längst { $waited }
    }
service-closed = Ingen är på plats just nu. Skriv din fråga ändå, så får du svar.

## Avslag

refused-no-such-service = På den här adressen besvaras inga frågor.
refused-service-ended = { $name } har upphört. På den här adressen besvaras inga frågor längre.
refused-too-many-lines = Det där var mer än vi hinner läsa på en gång, och ditt senaste meddelande kom inte fram. Vänta några sekunder och skicka det igen.
refused-line-too-long = Ditt meddelande var för långt och kom inte fram. Skicka högst { $characters } tecken åt gången.
refused-service-full = Vi kan inte ta emot fler frågor just nu. Skriv gärna igen om en stund.
refused-too-many-sessions = Du har börjat väldigt många samtal på en timme. Skriv gärna igen om en stund.
refused-too-many-of-domain = Vi har just nu så många frågor från din chattleverantör som vi kan ta emot, och ditt senaste meddelande kom inte fram. Skriv gärna igen om en stund.
refused-taken-by = Frågan togs just av { $name }.
refused-session-closed = Det här samtalet är avslutat.
refused-not-offered = Den här frågan erbjuds inte dig just nu. För att se vilka som väntar: !queue
refused-not-an-operator = Du hör inte till dem som svarar på den här tjänsten. Din samordnare kan lägga till dig.
refused-not-staff = Hit kan bara kollegor som arbetar för den här tjänsten bjudas in.
refused-not-your-role = Det här kommandot är för { $role ->
    [administrator] administratörer
    [chief-coordinator] huvudsamordnaren
   *[coordinator] samordnare
}.
refused-held-by = { $name } har nu frågan, så det du skrev nådde inte frågeställaren.
refused-not-awaited = Ingen var efterfrågad här.
refused-not-the-room = En tjänst bjuds in av rummet självt, i rummets eget namn, eller direkt av någon som är i det (XEP-0249).
refused-not-in-the-inventory = Kommandon är till för bibliotekarierna som svarar här, och du finns inte med bland dem. Din samordnare kan lägga till dig.
refused-too-many-clients = För många program är redan i tjänst på den här tjänsten. Stäng något av dina, eller fråga din samordnare.

# Kompetensfrågor (docs/query.md): vad som är fel i en, och var.
query-empty = Skriv vad du söker, t.ex. lang:fi>=B2 subject:juridik
query-too-long = Sökfrågan är för lång: högst { $most } tecken.
query-too-many = Sökfrågan har för många delar: högst { $most }. Den första som inte får plats är ”{ $piece }” (tecken { $place }).
query-too-deep = Vid tecken { $place } har sökfrågan fler parenteser och ”not” inuti varandra än som kan läsas; högst { $most }.
query-not-closed = ”{ $piece }” (tecken { $place }) öppnas men avslutas aldrig.
query-not-opened = ”{ $piece }” (tecken { $place }) avslutar något som aldrig öppnats.
query-unfinished = Något saknas vid ”{ $piece }” (tecken { $place }). Sätt citattecken kring ”and”, ”or” eller ”not” om själva ordet avses.
query-no-value = Inget följer på ”{ $piece }” (tecken { $place }). Skriv värdet efter kolonet utan mellanslag, t.ex. lang:fi
query-not-a-level = ”{ $piece }” (tecken { $place }) är ingen nivå att jämföra med: A1, A2, B1, B2, C1, C2 eller native, t.ex. lang:fi>=B2
query-not-duty = ”{ $piece }” (tecken { $place }): skriv duty:on eller duty:off
query-unknown-key =
    Inget här heter ”{ $piece }” (tecken { $place }). { $nearest ->
        [0] Nycklarna är lang, subject, culture, audience, library, consortium, service, country, region, duty, cluster, name och navets kompetensslag.
       *[other] Menade du { $nearest }: ?
    }

## Sökning

refused-too-many-searches = Det är fler sökningar än någon hinner läsa. Vänta tio sekunder.
found-count =
    { $total ->
        [0] Ingen passar: { $query }
        [one] En passar: { $query }
       *[other] { $total } passar{ $more ->
            [0] { "" }
           *[other] , de { $shown } bästa visas
        }: { $query }
    }
found-unknown = Okänt här: { $words }
found-line =
    { $name } · { $jid } · { $presence }{ $why ->
        [0] { "" }
       *[other] { " " }· { $why }
    }
found-on-duty =
    { $show ->
        [chat] gärna tillgänglig
        [away] borta
        [xa] borta en längre stund
        [dnd] vill inte bli störd
       *[other] tillgänglig
    }, { $services }, { $held } av { $limit } samtal
found-partner =
    { $state ->
        [open] öppen, { $load ->
            [free] har tid
            [busy] har mycket att göra
           *[full] alla är upptagna
        }
        [closed] stängd
       *[unknown] säger inte om den är öppen
    }{ $names ->
        [0] { "" }
       *[other] {" "}({ $names })
    }
find-needs-the-desk = Vad länkade nav visar är känt bara när tjänsten är igång, så inget av det hittas här. Fråga den i stället: !find, eller sökfönstret i ett chattprogram.
query-not-scope = ”{ $piece }” (tecken { $place }) står en gång, vid sidan av resten av sökfrågan: scope:own, scope:network eller scope:all.
search-scope =
    { $scope ->
        [network] Tjänster hos länkade nav
        [all] Det här navet och länkade nav
       *[own] Det här navet
    }
found-off-duty = inte i tjänst
found-competence =
    { $what }{ $level ->
        [0] { "" }
       *[other] { " " }{ $level }
    }{ $asked ->
        [0] { "" }
       *[other] { " " }(inom { $asked })
    }{ $expired ->
        [0] { "" }
       *[other] , inte bekräftat sedan { $expired }
    }
found-name = på namnet
found-member =
    { $key ->
        [library] från { $value }
        [consortium] konsortium: { $value }
        [country] land: { $value }
        [region] region: { $value }
        [service] tjänst: { $value }
        [cluster] kluster: { $value }
       *[other] { $key }: { $value }
    }
search-title = Hitta en kollega
search-instructions = Fyll i ett eller flera fält; bara de som passar in på alla hittas. I ”Sökfråga” kan allt sägas på en gång, t.ex. lang:fi>=B2 subject:juridik duty:on
search-field =
    { $field ->
        [query] Sökfråga
        [language] Språk
        [subject] Ämne
        [culture] Kultur
        [audience] Målgrupp
        [library] Bibliotek
        [on-duty] Bara de som är i tjänst
        [scope] Var
        [jid] Adress
        [name] Namn
        [languages] Språk
        [subjects] Ämnen
        [presence] I tjänst
        [why] Varför
       *[other] { $field }
    }

# Mellan nav: ett annat nav ber om en av våra bibliotekarier, eller vi ber ett annat.
staff-assistance =
    { $name }: { $hub } ber om någon { $languages ->
        [0] { "" }
       *[other] { "" }som talar { $languages }{" "}
    }{ $subjects ->
        [0] { "" }
       *[other] { "" }om { $subjects }{" "}
    }– inbjudan till dig kommer från { $room }.{ $question ->
        [0] { "" }
       *[other] {" "}Frågan: { $question }
    }{ $note ->
        [0] { "" }
       *[other] {" "}{ $sender ->
            [0] En anteckning
           *[other] { $sender }
        }: { $note }
    }
staff-assistance-taken = { $name } svarar åt { $hub }.
staff-assistance-withdrawn = { $hub } behöver inte längre någon härifrån.
staff-assistance-declined = { $hub } bad om någon som talar { $languages }, men ingen här kunde. De har fått veta det.
staff-assistance-passed-on = { $hub } bad om någon, ingen här kunde, och { $to } föreslogs i stället.
assistance-at-work = Vi letar redan efter någon till det här samtalet.
assistance-too-many = Ert nav har bett om mer än vi kan ta på oss just nu. Försök igen senare.
assistance-nobody =
    { $languages ->
        [0] Ingen här kan ta det just nu.
       *[other] Ingen här som talar { $languages } kan ta det just nu.
    }
assistance-voucher = { $hub } bad oss om någon och vi har ingen; det bjuder in er till samtalet i stället.
## Länkar till andra nav

link-action =
    { $action ->
        [show] Se länkarna, eller en av dem
        [propose] Föreslå en länk till ett annat nav
        [accept] Godta ett navs förslag
        [refuse] Avslå ett navs förslag
        [narrow] Ändra vad som är överenskommet
        [pause] Släpp inte igenom något tills vidare
        [resume] Fortsätt efter ett uppehåll
        [revoke] Avsluta en länk
       *[other] { $action }
    }
link-how = Genom en länk kan frågeställare få hjälp av ett annat navs bibliotekarier, och deras av era. En samordnare föreslår den och en samordnare där godtar den; var sida bestämmer för egen del vad som får passera. Ange det andra navets adress, till exempel ref.example.net.
link-agreement-how = Det här är er sida av överenskommelsen; det andra navet har sin egen. Väljs inga tjänster gäller den alla. Vad ni än bestämmer passerar frågeställarens språk, för utan det går det inte att hitta någon.
link-datum =
    { $datum ->
        [question] Frågeställarens första ord
        [subjects] Ämnen, och vad som behövs i övrigt
        [note] Avsändarens anteckning till mottagaren
        [names] Bibliotekariers namn
       *[other] { $datum }
    }
link-wrong =
    { $problem ->
        [which] Vilket nav? Se länkarna: !link
        [action] ”{ $what }” går inte att göra med en länk: show, propose, accept, refuse, narrow, pause, resume eller revoke.
        [jid] ”{ $what }” är ingen adress till ett nav. Ange en domän, till exempel ref.example.net, utan något före.
        [own] { $what } är det här navet.
        [linked] Det finns redan en länk till { $what }. Se den: !link show { $what }
        [asked] { $what } väntar inte på svar. Se hur det står till med länken: !link show { $what }
        [active] Länken till { $what } är inte igång, så det går inte att göra uppehåll.
        [paused] Det är inget uppehåll i länken till { $what }.
        [full] Det finns redan { $what } länkar, och det kan inte bli fler. Avsluta en, eller låt höja gränsen.
        [nothing] Vad ska ändras? Till exempel: ours=ask,ask-law theirs=ask hours="Mo-Fr 09:00-17:00" data=question,subjects order=1 adjoining=yes
        [key] ”{ $what }” går inte att förstå här. En överenskommelse har ours=, theirs=, hours=, data=, order= och adjoining=, var och en med ett värde och utan mellanslag före.
        [quote] Ett citattecken saknar sin andra hälft: { $what }
        [theirs] ”{ $what }” är inte namnet på en tjänst.
        [many] Högst { $what } tjänster kan nämnas. Utelämna dem om alla menas.
        [hours] ”{ $what }” går inte att läsa som tider; skriv till exempel hours="Mo-Fr 09:00-17:00", eller hours=always.
        [data] ”{ $what }” är inget av question, subjects, note, names. För att inget av det ska passera: data=none
        [order] ”{ $what }” är inte ett tal från 0 till 10000.
        [adjoining] ”{ $what }” är varken ja eller nej.
       *[other] { $what }
    }
no-such-link =
    Det finns ingen länk till ”{ $hub }”. { $nearest ->
        [0] Se dem: !link
       *[other] Menade du: { $nearest }
    }
link-none = Det finns inga länkar. Föreslå en: !link propose ref.example.net
link-line =
    { $hub } · { $state ->
        [proposed] föreslagen för { $since } sedan, ännu inte besvarad
        [asked] ber om en länk sedan { $since }: !link accept { $hub } eller !link refuse { $hub }
        [active] igång sedan { $since }
        [paused] uppehåll sedan { $since }
       *[other] { $state }
    }{ $shown ->
        [0] { "" }
        [here] {" "}· är på plats
        [paused] {" "}· har gjort uppehåll på sin sida
        [away] {" "}· är inte på plats just nu
        [unreachable] {" "}· går inte att nå
       *[unknown] {" "}· har ännu inte hörts av
    }{ $services ->
        [0] { "" }
       *[other] {" "}· { $services }
    }
link-agreement =
    Får passera: { $agreement }{ $zone ->
        [0] { "" }
       *[other] {" "}({ $zone })
    }{ $name ->
        [0] { "" }
       *[other] {" "}· { $name }
    }
link-health =
    { $heard ->
        [yes] Senaste svar för { $ago } sedan
       *[no] Inget svar sedan det här navet startade
    } · uteblivna svar i rad: { $missed }{ $wrong ->
        [0] { "" }
       *[other] {" "}· beskrivningar som inte var vad de gav sig ut för: { $wrong }
    }{ $unreachable ->
        [0] { "" }
       *[other] {" "}· går inte att nå: { $unreachable }
    }
link-service =
    { $name } · { $address } · { $state ->
        [open] öppen, { $load ->
            [free] har tid
            [busy] har mycket att göra
           *[full] alla är upptagna
        }
        [closed] stängd
       *[unknown] säger inte om den är öppen
    } · { $languages }{ $names ->
        [0] { "" }
       *[other] {" "}· { $names }
    }
link-done =
    { $done ->
        [proposed] En länk är föreslagen för { $hub }. Du får veta när den är besvarad.
        [accepted] Länken till { $hub } är igång.
        [refused] Förslaget från { $hub } är avslaget.
        [paused] Länken till { $hub } har uppehåll. Inget passerar förrän: !link resume { $hub }
        [resumed] Länken till { $hub } är igång igen.
       *[revoked] Länken till { $hub } är avslutad.
    }
link-narrowed = Mellan er och { $hub } får från och med nu passera: { $agreement }
link-asked =
    Navet { $hub } föreslår en länk, så att dess bibliotekarier och era kan hjälpa varandras frågeställare.{ $said ->
        [0] { "" }
       *[other] {" "}Den säger: ”{ $said }”
    } Svara med !link accept { $hub } eller !link refuse { $hub }
link-turned =
    { $turn ->
        [accepted] Navet { $hub } har godtagit: länken är igång. För att bestämma vad som får passera: !link narrow { $hub } …
        [refused] Navet { $hub } har avslagit länken.
        [withdrawn] Navet { $hub } har tagit tillbaka sitt förslag om en länk.
        [revoked] Navet { $hub } har avslutat länken. Det som pågick med den är tillbaka här.
        [paused] Navet { $hub } har gjort uppehåll i länken. Det som pågick med den är tillbaka här.
        [resumed] Navet { $hub } har återupptagit länken.
        [away] Navet { $hub } har inte varit på plats på ett tag.
        [back] Navet { $hub } är på plats igen.
        [unreachable] Navet { $hub } går inte att nå; nya försök görs då och då. Se varför: !link show { $hub }
       *[lapsed] Navet { $hub } har inte svarat på förslaget om en länk, som nu är glömt.
    }
link-proposal =
    { $name ->
        [0] En länk föreslås
       *[other] { $name } föreslår en länk
    } med: { $services }
room-link-ended = Länken till { $hub } har upphört, så dess bibliotekarier lämnar det här samtalet. Tack för hjälpen.
refused-not-linked = Det här navet svarar bara nav som det har en länk till. En samordnare hos er kan föreslå en: !link propose
refused-link-paused = Det är uppehåll i länken mellan våra nav.
refused-not-in-agreement = Den här tjänsten ingår inte i det som är överenskommet mellan våra nav.
refused-outside-hours = Det är överenskommet att vi svarar bara vid de här tiderna: { $hours } ({ $zone }).
