//! When a period ends: from the day of an event and a length of time, the last day.
//!
//! The day of the event does not count, and a period ends with the end of its last day. A period in weeks,
//! months or years ends on the day of that name or number, in a shorter month on its last day (Regulation
//! (EEC, Euratom) No 1182/71, Art. 3(1) and (2)). That regulation is for acts of the Union; contracts are
//! usually read alike, and where a law counts otherwise it counts no fewer days. What the tool cannot know,
//! such as bank holidays, it is told.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::value::{Period, Unit};

/// Which days are business days: Mondays to Fridays, except those named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    closed: BTreeSet<Date>,
}

impl Calendar {
    /// A calendar in which banks are closed at weekends and on these days.
    pub fn closed_on(days: impl IntoIterator<Item = Date>) -> Calendar {
        Calendar { closed: days.into_iter().collect() }
    }

    /// The days named as closed, in order.
    pub fn closed(&self) -> impl Iterator<Item = Date> {
        self.closed.iter().copied()
    }

    /// Whether banks are open.
    pub fn is_open(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.closed.contains(&day)
    }

    /// The day itself, or the first business day after it; nothing where the calendar of the world ends first.
    pub fn open_from(&self, day: Date) -> Option<Date> {
        let mut day = day;
        while !self.is_open(day) {
            day = day.tomorrow().ok()?;
        }
        Some(day)
    }

    /// The last day of a period that an event sets off; of a range, that of the longer end. Hours are rounded
    /// up to days, since only the day of the event is known. Nothing where the last day is no date.
    pub fn last_day(&self, period: &Period, event: Date) -> Option<Date> {
        let count = i64::from(period.count);
        let span = match period.unit {
            Unit::BusinessDay => return self.business_days_after(event, period.count),
            Unit::Hour => Span::new().try_days((count + 23) / 24).ok()?,
            Unit::Day => Span::new().try_days(count).ok()?,
            Unit::Week => Span::new().try_weeks(count).ok()?,
            Unit::Month => Span::new().try_months(count).ok()?,
            Unit::Year => Span::new().try_years(count).ok()?,
        };
        event.checked_add(span).ok()
    }

    fn business_days_after(&self, event: Date, count: u32) -> Option<Date> {
        let mut day = event;
        for _ in 0..count {
            day = self.open_from(day.checked_add(1.day()).ok()?)?;
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn last(period: &str, event: Date, closed: &[Date]) -> Option<String> {
        let period: Period = period.parse().expect("a period");
        let calendar = Calendar::closed_on(closed.iter().copied());
        calendar.last_day(&period, event).map(|day| day.to_string())
    }

    #[test]
    fn the_day_of_the_event_does_not_count() {
        for (period, event, expected) in [
            ("1 day", date(2026, 12, 1), "2026-12-02"),
            ("14 days", date(2026, 12, 1), "2026-12-15"),
            ("30 days", date(2026, 12, 1), "2026-12-31"),
            ("90 to 120 days", date(2026, 12, 1), "2027-03-31"),
            ("2 weeks", date(2026, 12, 1), "2026-12-15"),
            ("24 hours", date(2026, 12, 1), "2026-12-02"),
            ("25 hours", date(2026, 12, 1), "2026-12-03"),
            ("30 days", date(2028, 2, 1), "2028-03-02"),
        ] {
            assert_eq!(last(period, event, &[]).as_deref(), Some(expected), "{period} from {event}");
        }
    }

    #[test]
    fn months_end_on_the_day_of_the_same_number_or_the_last_of_the_month() {
        for (period, event, expected) in [
            ("1 month", date(2026, 1, 15), "2026-02-15"),
            ("1 month", date(2026, 1, 31), "2026-02-28"),
            ("1 month", date(2028, 1, 31), "2028-02-29"),
            ("1 month", date(2026, 2, 28), "2026-03-28"),
            ("3 months", date(2026, 11, 30), "2027-02-28"),
            ("1 year", date(2028, 2, 29), "2029-02-28"),
        ] {
            assert_eq!(last(period, event, &[]).as_deref(), Some(expected), "{period} from {event}");
        }
    }

    #[test]
    fn business_days_pass_over_weekends_and_named_days() {
        let friday = date(2026, 12, 18);
        assert_eq!(last("1 business day", friday, &[]).as_deref(), Some("2026-12-21"));
        assert_eq!(last("5 business days", friday, &[]).as_deref(), Some("2026-12-25"));
        let closed = [date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)];
        assert_eq!(last("5 business days", friday, &closed).as_deref(), Some("2026-12-29"));
        // An event at the weekend sets off the same days as on the Friday before.
        assert_eq!(last("1 business day", date(2026, 12, 19), &[]).as_deref(), Some("2026-12-21"));
    }

    #[test]
    fn a_closed_day_gives_way_to_the_next_open_one() {
        let calendar = Calendar::closed_on([date(2026, 12, 28)]);
        assert_eq!(calendar.open_from(date(2026, 12, 26)), Some(date(2026, 12, 29)));
        assert_eq!(calendar.open_from(date(2026, 12, 24)), Some(date(2026, 12, 24)));
    }

    #[test]
    fn a_day_beyond_all_calendars_is_none() {
        for period in ["4294967295 days", "4294967295 business days", "4294967295 years", "4294967295 hours"]
        {
            assert_eq!(last(period, date(2026, 12, 1), &[]), None, "{period}");
        }
    }
}
