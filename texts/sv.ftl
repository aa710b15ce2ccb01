### Vad Refdesk säger, på svenska. Namn inom klammer fylls i; alla andra ord får ändras.

## Till besökare

patron-welcome =
    Välkommen till { $service }. Jag letar efter en bibliotekarie åt dig; du kan skriva din fråga redan nu. Det som sägs här sparas i { $days ->
        [one] en dag
       *[other] { $days } dagar
    } och raderas sedan.
patron-position =
    { $ahead ->
        [0] Du står på tur.
        [one] En person är före dig.
       *[other] { $ahead } personer är före dig.
    }
patron-nobody-yet = Ingen har kunnat svara än. Jag letar vidare; stanna gärna kvar.
patron-nobody-on-duty = Ingen är i tjänst på { $service } just nu. Skriv din fråga och en adress där vi kan nå dig, så svarar vi så snart vi kan.
patron-answered = Du talar nu med { $operator }, { $library }.
patron-still-there = Är du kvar? Om du inte har fler frågor avslutar jag samtalet om en stund.
patron-closed = Samtalet är avslutat. Du är välkommen att skriva igen när du vill.
busy = Vi kan inte ta emot fler frågor just nu. Kom gärna tillbaka om en stund.

## Till bibliotekarier

operator-offer = { $nick }: ny fråga ({ $language }) ”{ $question }”. Gå in i rummet { $token } för att ta den.
operator-taken = Frågan togs just av { $by }.
