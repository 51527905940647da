//! Several threads at one work, results in the order of the items: a stream of any length ([`in_order`]), a few
//! items at hand ([`each`]), two things ([`both`]), or one that another makes quicker ([`helped`]). Within one of
//! the threads of a stream nothing is shared out again, so that no more of them run than there are processors.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

thread_local! {
    /// Whether this thread is one of several at a work.
    static ONE_OF_SEVERAL: Cell<bool> = const { Cell::new(false) };
}

/// Runs a work as one of several threads.
fn as_one_of_several<R>(work: impl FnOnce() -> R) -> R {
    let before = ONE_OF_SEVERAL.replace(true);
    let result = work();
    ONE_OF_SEVERAL.set(before);
    result
}

/// Makes the calling thread one of those that work: for the main thread of a program, before anything is
/// shared out. Where the threads have begun already it changes nothing.
pub fn begin_here() {
    drop(ThreadPoolBuilder::new().use_current_thread().build_global());
}

/// Whether a work of several parts is to be shared out.
fn shares() -> bool {
    !ONE_OF_SEVERAL.get() && rayon::current_num_threads() > 1
}

/// Works on each item; the results are in the order of the items.
///
/// # Panics
/// When `work` does.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    if items.len() > 1 && shares() {
        return items.par_iter().with_max_len(1).map(work).collect();
    }
    items.iter().map(work).collect()
}

/// Works on each item where it stands.
///
/// # Panics
/// When `work` does.
pub fn each_mut<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
    if items.len() > 1 && shares() {
        return items.par_iter_mut().with_max_len(1).for_each(work);
    }
    items.iter_mut().for_each(work);
}

/// Does two things side by side.
///
/// # Panics
/// When one of them does.
pub fn both<A: Send, B: Send>(here: impl FnOnce() -> A + Send, there: impl FnOnce() -> B + Send) -> (A, B) {
    if shares() { rayon::join(here, there) } else { (here(), there()) }
}

/// Does a thing here, while a thread that is idle does another that is of use to it, as by filling a memo. When
/// the first is done, the second is to end soon; where nothing is shared out it never begins.
///
/// # Panics
/// When one of them does.
pub fn helped<A>(here: impl FnOnce() -> A, helper: impl FnOnce() + Send) -> A {
    if !shares() {
        return here();
    }
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| helper());
        here()
    })
}

/// How many items each thread may be ahead of the oldest unfinished one.
const AHEAD: usize = 8;

/// Works on each item with one of `jobs` threads, and hands the results to `sink` in the order of the
/// items, on the thread of the caller. Items are drawn as they are needed: however many there are, only a
/// few for each thread are in hand. When `sink` breaks, no further item is drawn. An only item is worked on
/// by the caller, so that what it consists of can be shared out.
///
/// # Panics
/// When `work` does.
pub fn in_order<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    jobs: usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) {
    let jobs = jobs.max(1);
    let mut items = items.fuse();
    let Some(first) = items.next() else { return };
    let Some(second) = items.next() else {
        let result = if jobs > 1 { work(first) } else { as_one_of_several(|| work(first)) };
        let _ = sink(result);
        return;
    };
    let items = [first, second].into_iter().chain(items);
    let queue = Queue {
        state: Mutex::new(State { items: Some(items), drawn: 0, taken: 0, waiting: 0 }),
        moved: Condvar::new(),
        ahead: jobs * AHEAD,
    };
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs {
            let (sender, queue, work) = (sender.clone(), &queue, &work);
            scope.spawn(move || as_one_of_several(|| serve(queue, work, &sender)));
        }
        drop(sender);
        gather(&queue, &receiver, &mut sink);
    });
}

/// Where the threads draw from.
struct Queue<I> {
    state: Mutex<State<I>>,
    moved: Condvar,
    ahead: usize,
}

struct State<I> {
    /// None once nothing more is to be drawn.
    items: Option<I>,
    drawn: usize,
    taken: usize,
    /// How many threads wait for an item to be near enough.
    waiting: usize,
}

impl<I: Iterator> Queue<I> {
    /// A thread that panics leaves nothing half done here.
    fn state(&self) -> MutexGuard<'_, State<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item with its number, once it is near enough to the oldest unfinished one.
    fn draw(&self) -> Option<(usize, I::Item)> {
        let mut state = self.state();
        while state.items.is_some() && state.drawn >= state.taken + self.ahead {
            state.waiting += 1;
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        let item = state.items.as_mut()?.next();
        let Some(item) = item else {
            state.items = None;
            return None;
        };
        state.drawn += 1;
        Some((state.drawn - 1, item))
    }

    fn took(&self, count: usize) {
        let mut state = self.state();
        state.taken = count;
        // Mostly nobody waits, and need not be woken.
        if state.waiting > 0 {
            self.moved.notify_all();
        }
    }

    fn stop(&self) {
        self.state().items = None;
        self.moved.notify_all();
    }
}

/// Lets the others go on when a thread panics in the middle of an item.
struct StopOnPanic<'q, I: Iterator>(&'q Queue<I>);

impl<I: Iterator> Drop for StopOnPanic<'_, I> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

fn serve<I: Iterator, R>(queue: &Queue<I>, work: &impl Fn(I::Item) -> R, out: &Sender<(usize, R)>) {
    let _guard = StopOnPanic(queue);
    while let Some((number, item)) = queue.draw() {
        if out.send((number, work(item))).is_err() {
            return;
        }
    }
}

fn gather<I: Iterator, R>(
    queue: &Queue<I>,
    results: &Receiver<(usize, R)>,
    sink: &mut impl FnMut(R) -> ControlFlow<()>,
) {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result) in results {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            if sink(result).is_break() {
                queue.stop();
                return;
            }
        }
        queue.took(next);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_what_has_no_other_beside_it_is_shared_out() {
        let shared = |count: usize, jobs: usize| {
            let mut found = Vec::new();
            in_order(
                0..count,
                jobs,
                |_| shares(),
                |one| {
                    found.push(one);
                    ControlFlow::Continue(())
                },
            );
            found
        };
        assert_eq!(shared(0, 2), Vec::<bool>::new());
        assert_eq!(shared(1, 2), [rayon::current_num_threads() > 1]);
        assert_eq!(shared(1, 1), [false]);
        assert_eq!(shared(2, 2), [false, false]);
    }

    #[test]
    fn each_item_is_worked_on_once_and_in_its_place() {
        let items: Vec<usize> = (0..500).collect();
        let worked = AtomicUsize::new(0);
        let squares = each(&items, |item| {
            worked.fetch_add(1, Ordering::SeqCst);
            each(&items[..3], |inner| inner * item).len() + item * item
        });
        assert_eq!(squares, items.iter().map(|item| item * item + 3).collect::<Vec<_>>());
        assert_eq!(worked.load(Ordering::SeqCst), 500);
        assert!(each(&[], |item: &u8| *item).is_empty());
        let mut items = items;
        each_mut(&mut items, |item| *item = *item * *item + 3);
        assert_eq!(items, squares);
    }

    #[test]
    fn a_thread_of_several_shares_nothing_out() {
        let here = thread::current().id();
        let shared = both(|| both(|| 1, || 2), || each(&[3, 4], |item| *item));
        assert_eq!(shared, ((1, 2), vec![3, 4]));
        let alone = as_one_of_several(|| {
            let items: Vec<usize> = (0..100).collect();
            (
                both(|| thread::current().id(), || thread::current().id()),
                each(&items, |_| thread::current().id()),
            )
        });
        assert_eq!(alone.0, (here, here));
        assert!(alone.1.into_iter().all(|thread| thread == here));
    }

    #[test]
    fn results_come_in_order_whatever_their_time() {
        for jobs in [0, 1, 2, 7] {
            let mut got = Vec::new();
            let work = |item: usize| {
                thread::sleep(Duration::from_micros((item * 7919 % 13) as u64 * 50));
                item * 2
            };
            in_order(0..200, jobs, work, |result| {
                got.push(result);
                ControlFlow::Continue(())
            });
            assert_eq!(got, (0..200).map(|item| item * 2).collect::<Vec<_>>(), "{jobs} threads");
        }
    }

    #[test]
    fn items_are_drawn_as_they_are_needed() {
        let drawn = AtomicUsize::new(0);
        let items = (0..100_000).inspect(|_| {
            drawn.fetch_add(1, Ordering::SeqCst);
        });
        let mut seen = 0;
        in_order(
            items,
            2,
            |item| item,
            |_| {
                seen += 1;
                assert!(drawn.load(Ordering::SeqCst) <= seen + 2 * AHEAD, "a window, not a heap");
                if seen == 50 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 50);
        assert!(drawn.load(Ordering::SeqCst) <= 50 + 2 * AHEAD, "nothing is drawn after the end");
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let run = || {
            let work = |item: usize| if item == 30 { panic!("item 30") } else { item };
            in_order(0..1000, 2, work, |_| ControlFlow::Continue(()));
        };
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
