//! Doing the same for each of many.

use std::{any::Any, collections::BTreeMap};

use tokio::task::{Id, JoinError, JoinSet};

use super::Stop;

/// How many futures of a kind are run, and how they end.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// How many are under way at the same time, at least one.
    pub parallelism: usize,
    /// The wish to stop: nothing new is started after it.
    pub stop: Stop,
}

/// What happens to what is under way when a stop is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnStop {
    /// It ends by itself: it watches the stop, and leaves nothing half done.
    Finish,
    /// It is dropped where it stands: it only reads.
    Abandon,
}

/// How one of many ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended<R> {
    /// With this result.
    Done(R),
    /// It panicked, with this message: a mistake in tenantry, and the failure of this one alone.
    Panicked(String),
    /// It was not started, or dropped, since a stop was asked for.
    Stopped,
}

impl Fleet {
    /// Runs `work` for each item, and returns how each ended, in the order of the items.
    ///
    /// `ended` is told of each as it ends, with its place and how many have ended so far.
    pub async fn each<T, R, F>(
        &self,
        items: Vec<T>,
        on_stop: OnStop,
        work: impl Fn(T) -> F,
        mut ended: impl FnMut(usize, &Ended<R>, usize),
    ) -> Vec<Ended<R>>
    where
        F: Future<Output = R> + Send + 'static,
        R: Send + 'static,
    {
        let mut results: Vec<Ended<R>> = items.iter().map(|_| Ended::Stopped).collect();
        let mut waiting = items.into_iter().enumerate();
        let mut under_way = JoinSet::new();
        let mut places = BTreeMap::new();
        let mut count = 0;
        let mut abandoned = false;
        loop {
            while under_way.len() < self.parallelism.max(1) && !self.stop.is_requested() {
                let Some((place, item)) = waiting.next() else { break };
                places.insert(under_way.spawn(work(item)).id(), place);
            }
            let next = tokio::select! {
                biased;
                next = under_way.join_next_with_id() => next,
                () = self.stop.requested(), if on_stop == OnStop::Abandon && !abandoned => {
                    abandoned = true;
                    under_way.abort_all();
                    continue;
                }
            };
            let Some(joined) = next else { break };
            let (id, end) = end(joined);
            let Some(place) = places.remove(&id) else { continue };
            count += 1;
            ended(place, &end, count);
            results[place] = end;
        }
        results
    }
}

fn end<R>(joined: Result<(Id, R), JoinError>) -> (Id, Ended<R>) {
    match joined {
        Ok((id, result)) => (id, Ended::Done(result)),
        Err(error) => {
            let id = error.id();
            let end = error
                .try_into_panic()
                .map_or(Ended::Stopped, |payload| Ended::Panicked(message(payload.as_ref())));
            (id, end)
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use super::{Ended, Fleet, OnStop, Stop};

    fn fleet(parallelism: usize) -> Fleet {
        Fleet { parallelism, stop: Stop::new() }
    }

    #[tokio::test]
    async fn results_keep_the_order_and_a_panic_stays_alone() {
        let work = async |n: u64| {
            tokio::time::sleep(Duration::from_millis(20 - 2 * n)).await;
            assert_ne!(n, 3, "three is too many");
            n * 10
        };
        let mut counts = Vec::new();
        let results = fleet(8)
            .each((0..6).collect(), OnStop::Finish, work, |_, _, count| counts.push(count))
            .await;
        let done: Vec<_> = results.iter().map(|end| matches!(end, Ended::Done(_))).collect();
        assert_eq!(done, [true, true, true, false, true, true]);
        assert_eq!(results[5], Ended::Done(50));
        assert!(matches!(&results[3], Ended::Panicked(text) if text.contains("three is too many")));
        assert_eq!(counts, [1, 2, 3, 4, 5, 6]);
    }

    #[tokio::test]
    async fn no_more_than_the_allowed_number_run_at_once() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = |_: usize| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(2)).await;
                now.fetch_sub(1, Ordering::SeqCst);
            }
        };
        let results = fleet(3).each((0..20).collect(), OnStop::Finish, work, |_, _, _| ()).await;
        assert_eq!(results.len(), 20);
        assert_eq!(most.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_stop_starts_nothing_new_and_lets_writers_finish() {
        let fleet = fleet(1);
        let stop = fleet.stop.clone();
        let work = move |n: usize| {
            let stop = stop.clone();
            async move {
                if n == 1 {
                    stop.request();
                }
                tokio::task::yield_now().await;
                n
            }
        };
        let results = fleet.each((0..4).collect(), OnStop::Finish, work, |_, _, _| ()).await;
        assert_eq!(results, [Ended::Done(0), Ended::Done(1), Ended::Stopped, Ended::Stopped]);
    }

    #[tokio::test]
    async fn a_stop_drops_readers_at_once() {
        let fleet = fleet(4);
        let stop = fleet.stop.clone();
        let work = move |n: usize| {
            let stop = stop.clone();
            async move {
                if n == 2 {
                    stop.request();
                    return n;
                }
                std::future::pending().await
            }
        };
        let results = fleet.each((0..3).collect(), OnStop::Abandon, work, |_, _, _| ()).await;
        assert_eq!(results[0], Ended::Stopped);
        assert_eq!(results[1], Ended::Stopped);
    }
}
