### What Refdesk says, in English. Names in braces are filled in; every other word may be changed.

## To patrons

patron-welcome =
    Welcome to { $service }. I am looking for a librarian for you; you can write your question at once. What is said here is kept for { $days ->
        [one] one day
       *[other] { $days } days
    } and then erased.
patron-position =
    { $ahead ->
        [0] You are next.
        [one] One person is before you.
       *[other] { $ahead } people are before you.
    }
patron-nobody-yet = Nobody has been able to answer yet. I am still looking; please stay.
patron-nobody-on-duty = Nobody is on duty at { $service } just now. Please write your question and an address where we can reach you, and we will answer as soon as we can.
patron-answered = You are now talking with { $operator }, { $library }.
patron-still-there = Are you still there? If you have no more questions I will close this conversation shortly.
patron-closed = This conversation is closed. You are welcome to write again at any time.
busy = We cannot take any more questions at this moment. Please come back in a while.

## To operators

operator-offer = { $nick }: new question ({ $language }) “{ $question }”. Join the room { $token } to take it.
operator-taken = This question was just taken by { $by }.
