# One's own bookings.
mine-title = My bookings
mine-none = You have no coming bookings.
mine-find = Find a course
mine-coming = Coming
mine-waiting = On the waiting list
mine-waiting-words = If you get a seat, we send you an e-mail.
mine-past = Past
mine-certificate = Certificate (PDF)
mine-certificate-of = Certificate (PDF) for { $title }
mine-certificate-all = Certificate of everything you have taken part in (PDF)
mine-place = Your place in line is { $count }
mine-cancelled = Cancelled by you
mine-called-off = Called off
mine-hours = { $count ->
    [0] No attendance is registered yet.
    [one] You have taken part for { $count } study hour.
   *[other] You have taken part for { $count } study hours.
}

booking-back = My bookings
booking-seat = You are booked
booking-waiting = You are on the waiting list, at place { $count }
booking-cancelled = The booking is cancelled
booking-called-off = The course is called off
booking-begun = The course has begun
booking-next = What happens now
booking-seat-next = You get a confirmation by e-mail within a minute, and the meetings for your calendar. Ten days before the course we send you a summons.
booking-cancel-until = The last day to cancel is { $day }. After that day it counts as late.
booking-waiting-next = All seats are taken. The first in line gets the seat when somebody cancels, and then you get an e-mail.
booking-cancelled-next = You need not do anything more. The meetings disappear from your calendar.
booking-called-off-next = The organiser has called the course off. You need not do anything.
booking-begun-next = The booking can no longer be cancelled here. Can you not take part? Tell the organiser.
booking-end = Can you not come?
booking-end-words = If you cancel, somebody else can have your seat.
booking-late = The last day to cancel has passed. You can cancel all the same, and it counts as late.
booking-cancel = Cancel my booking
booking-leave-line = Leave the waiting list
