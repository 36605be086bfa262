using RedisAi.Tensors;

namespace RedisAi.Store;

/// <content>What has changed since a storage has written it, and entries whose tensors only the storage has.</content>
internal sealed partial class StoreShard
{
    // Guarded by _lock; null where there is no storage.
    private readonly List<DurableEntry>? _warm = isDurable ? [] : null;
    private List<DurableEntry>? _changed = isDurable ? [] : null;

    /// <summary>Adds a key that the storage has.</summary>
    public void AddCold(string key, int hash, long expiresAt)
    {
        lock (_lock)
        {
            if (_entries.Find(key, hash) is null)
            {
                StoreEntry?[]? larger = LargerTable();
                DurableEntry entry = new(key, hash) { IsStored = true, Version = ++_version };
                SetExpiry(entry, expiresAt);
                AddEntry(entry, larger);
                NoteExpiry(expiresAt);
            }
        }
    }

    /// <summary>Whether a key is there, and its tensor is in the storage only.</summary>
    public bool IsCold(ReadOnlySpan<char> key, int hash, out long version)
    {
        lock (_lock)
        {
            StoreEntry? entry = _entries.Find(key, hash);
            version = VersionOf(entry);
            return version != 0 && ((DurableEntry)entry!).IsCold;
        }
    }

    /// <summary>Gives an entry the tensor back that the storage has kept, unless it has changed meanwhile.</summary>
    /// <returns>Whether the reference is the entry's now.</returns>
    public bool TryWarm(ReadOnlySpan<char> key, int hash, long version, TensorValue value)
    {
        lock (_lock)
        {
            if (_entries.Find(key, hash) is not DurableEntry { IsCold: true } entry || VersionOf(entry) != version || _changed is null)
            {
                return false;
            }

            MakeRoomForChange();
            BeginWrite();
            entry.Value = value;
            EndWrite();
            NoteAccess(entry);
            NoteWarm(entry);
            return true;
        }
    }

    /// <summary>Takes a tensor out of memory that the storage has.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="isHeld">Whether somebody needs those that are in memory to stay there.</param>
    /// <returns>The tensor with its reference; empty when it must stay.</returns>
    public TensorValue MakeCold(ReadOnlySpan<char> key, int hash, Func<bool> isHeld)
    {
        lock (_lock)
        {
            if (_entries.Find(key, hash) is not DurableEntry { CanBeCold: true } entry || isHeld())
            {
                return default;
            }

            TensorValue value = entry.Value;
            BeginWrite();
            entry.DropValue();
            EndWrite();
            NoteCold(entry);
            return value;
        }
    }

    /// <summary>Takes the changes, in their order, with a reference on each tensor. For who has the lock.</summary>
    public void TakeChanges(List<EntryChange> taken)
    {
        foreach (DurableEntry entry in _changed ?? [])
        {
            entry.State = DurableEntryState.BeingWritten;
            if (!entry.IsRemoved)
            {
                taken.Add(entry.KeepsValue
                    ? new EntryChange(entry, DurableChangeKind.Expire, default, entry.ExpiresAt)
                    : new EntryChange(entry, DurableChangeKind.Put, entry.Value.AddReference(), entry.ExpiresAt));
            }
            else if (entry.IsStored)
            {
                taken.Add(new EntryChange(entry, DurableChangeKind.Remove, default, 0));
            }
        }

        _changed?.Clear();
    }

    /// <summary>Notes that changes are written.</summary>
    public void ChangesWritten(ReadOnlySpan<EntryChange> changes)
    {
        lock (_lock)
        {
            foreach (ref readonly EntryChange change in changes)
            {
                change.Entry.IsStored = change.Kind != DurableChangeKind.Remove;
                if (change.Entry.State == DurableEntryState.BeingWritten)
                {
                    change.Entry.State = DurableEntryState.Written;
                }
            }
        }
    }

    /// <summary>Takes changes back that could not be written: they come before all that has changed since.</summary>
    public void ChangesNotWritten(ReadOnlySpan<EntryChange> changes)
    {
        lock (_lock)
        {
            List<DurableEntry> again = [];
            foreach (ref readonly EntryChange change in changes)
            {
                // The storage may have it all the same: how a failed transaction ended may be unknown.
                change.Entry.IsStored = true;
                change.Entry.KeepsValue &= change.Kind != DurableChangeKind.Put;
                if (change.Entry.State == DurableEntryState.BeingWritten)
                {
                    change.Entry.State = DurableEntryState.Changed;
                    again.Add(change.Entry);
                }
            }

            _changed?.InsertRange(0, again);
        }
    }

    /// <summary>Notes no changes from now on, and brings nothing back to memory.</summary>
    public void StopNoting()
    {
        lock (_lock)
        {
            _changed = null;
        }
    }

    /// <summary>Comes before any change: to note it must not fail once it is made.</summary>
    private void MakeRoomForChange()
    {
        if (_changed is { } changed)
        {
            changed.EnsureCapacity(changed.Count + 1);
            _warm!.EnsureCapacity(_warm.Count + 1);
        }
    }

    private void NoteChange(StoreEntry entry, bool keepsValue)
    {
        if (_changed is null)
        {
            return;
        }

        DurableEntry changed = (DurableEntry)entry;
        if (!keepsValue)
        {
            NoteWarm(changed);
        }

        if (changed.State == DurableEntryState.Changed)
        {
            changed.KeepsValue &= keepsValue;
            return;
        }

        changed.KeepsValue = keepsValue;
        changed.State = DurableEntryState.Changed;
        _changed.Add(changed);
    }

    private void NoteRemoval(StoreEntry entry)
    {
        if (entry is DurableEntry removed)
        {
            removed.IsRemoved = true;
            NoteCold(removed);
            NoteChange(removed, keepsValue: true);
        }
    }

    private void NoteWarm(DurableEntry entry)
    {
        if (entry.WarmPlace < 0 && _warm is { } warm)
        {
            entry.WarmPlace = warm.Count;
            warm.Add(entry);
        }
    }

    private void NoteCold(DurableEntry entry)
    {
        if (entry.WarmPlace >= 0 && _warm is { } warm)
        {
            DurableEntry last = warm[^1];
            warm[entry.WarmPlace] = last;
            last.WarmPlace = entry.WarmPlace;
            warm.RemoveAt(warm.Count - 1);
            entry.WarmPlace = -1;
        }
    }

    /// <summary>Finds the entry that was used longest ago among some of those that memory can do without.</summary>
    /// <remarks>Most entries may be cold, so that to look for others in the table would take long.</remarks>
    private DurableEntry? FindOldestWarm(uint random, int samples, uint now, out uint age)
    {
        (age, DurableEntry? oldest) = (0, null);
        List<DurableEntry> warm = _warm!;
        for (int i = 0; i < Math.Min(samples, warm.Count); i++)
        {
            DurableEntry entry = warm[(int)((random + ((uint)i * (uint)warm.Count / (uint)samples)) % (uint)warm.Count)];
            uint candidate = now - entry.LastAccess;
            if (entry.CanBeCold && (oldest is null || candidate > age))
            {
                (age, oldest) = (candidate, entry);
            }
        }

        return oldest;
    }
}
