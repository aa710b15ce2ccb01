//! An ordered map for a few entries, in exactly the memory they take. There are as many rooms as sessions and in most
//! two or three are seated: a tree, which makes room for eleven at a time, would take most of a session's memory.

use std::borrow::Borrow;

/// Beyond this many entries it grows by more than it needs at the moment.
const FEW: usize = 8;

#[derive(Debug, Clone, PartialEq)]
pub struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Few(Vec::new())
    }
}

impl<K: Ord, V> Few<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(there, _)| there.borrow().cmp(key))
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &self.0[place].1)
    }

    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }

    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// What was there under this key before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut self.0[place].1, value)),
            Err(place) => {
                self.put(place, key, value);
                None
            }
        }
    }

    pub fn get_or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let place = match self.place(&key) {
            Ok(place) => place,
            Err(place) => {
                self.put(place, key, value());
                place
            }
        };
        &mut self.0[place].1
    }

    fn put(&mut self, place: usize, key: K, value: V) {
        if self.0.len() < FEW {
            self.0.reserve_exact(1);
        }
        self.0.insert(place, (key, value));
    }

    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_does_what_a_tree_does() {
        let (mut few, mut tree) = (Few::default(), BTreeMap::new());
        let mut number: u32 = 7;
        for step in 0..2000 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (number >> 8) % 20;
            match number % 3 {
                0 => assert_eq!(few.remove(&key), tree.remove(&key)),
                1 => assert_eq!(few.insert(key, step), tree.insert(key, step)),
                _ => {
                    *few.get_or_insert_with(key, || step) += 1;
                    *tree.entry(key).or_insert(step) += 1;
                }
            }
            assert_eq!((few.get(&key), few.contains_key(&key)), (tree.get(&key), tree.contains_key(&key)));
            assert_eq!(few.get_mut(&key), tree.get_mut(&key));
            assert!(few.iter().eq(tree.iter()) && few.keys().eq(tree.keys()) && few.values().eq(tree.values()));
            assert_eq!((few.len(), few.is_empty()), (tree.len(), tree.is_empty()));
        }
    }

    #[test]
    fn a_few_take_no_more_than_they_need() {
        let mut few = Few::default();
        for key in 0..FEW {
            few.insert(key, ());
            assert_eq!(few.0.capacity(), key + 1);
        }
    }
}
