using RedisAi.Execution;
using RedisAi.Tensors;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What of an owned session's states Redis has, and what it does not have yet. Guarded by the session's lock.</summary>
/// <remarks>One script of a session is on the way at a time, so that none overtakes another; what changes meanwhile goes with the next one, once, however often it changed.</remarks>
internal sealed class OwnedStates(SessionNames names)
{
    /// <summary>The set of the keys stays for so much longer than they do at least.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, OwnedState> _states = new(StringComparer.Ordinal);
    private readonly List<OwnedState> _unsent = [];
    private WriteWaiters _waiters = new();
    private StateBatch? _sent;
    private TaskCompletionSource? _sendingEnded;
    private long _unsentSince;
    private bool _isRefused;

    /// <summary>Until when the set in Redis is kept, as a timestamp; 0 when that is not known.</summary>
    private long _listedUntil;

    /// <summary>Whether the writer has been told of what is not sent.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether what is not sent is to be sent as soon as nothing else is on the way.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>Whether calls wait for what they write until Redis has it, as that was late.</summary>
    public bool IsLate { get; set; }

    /// <summary>Whether a script is on the way.</summary>
    public bool IsSending => _sent is not null;

    public bool HasUnsent => _unsent.Count > 0;

    /// <summary>Whether Redis has all that was ever noted.</summary>
    public bool AreKept => !HasUnsent && !IsSending && !_isRefused;

    /// <summary>Since when the oldest of what Redis does not have is there, as a timestamp; 0 when it has everything.</summary>
    public long UnkeptSince => _sent?.Since ?? _unsentSince;

    /// <summary>The keys of all states that have been there.</summary>
    public IEnumerable<string> Keys => _states.Keys;

    /// <summary>Whether no state is there any more.</summary>
    public bool IsEmpty => !_states.Values.Any(static state => state.IsPresent);

    /// <summary>Notes a state that Redis has.</summary>
    /// <param name="key">The key in the engine.</param>
    /// <param name="redisKey">The key in Redis.</param>
    /// <param name="timeToLive">How long it lives; null for good.</param>
    public void Load(string key, RedisKey redisKey, TimeSpan? timeToLive) =>
        _states[key] = new OwnedState(key, redisKey) { IsListed = true, IsPresent = true, TimeToLive = timeToLive };

    /// <summary>Notes that a state was written, or removed, in memory.</summary>
    /// <param name="key">The key in the engine.</param>
    /// <param name="isPresent">Whether it is there.</param>
    /// <param name="timeToLive">How long it lives; null for good.</param>
    /// <param name="now">The timestamp of this moment.</param>
    public void Note(string key, bool isPresent, TimeSpan? timeToLive, long now)
    {
        if (!_states.TryGetValue(key, out OwnedState? state))
        {
            state = new OwnedState(key, names.Of(key));
            _states.Add(key, state);
        }

        state.IsPresent = isPresent;
        state.TimeToLive = timeToLive;
        if (!state.IsUnsent)
        {
            state.IsUnsent = true;
            _unsent.Add(state);
        }

        _unsentSince = _unsentSince == 0 ? now : _unsentSince;
    }

    /// <summary>Notes that there may be something under a key, which somebody else publishes.</summary>
    public void Know(string key) => _states.TryAdd(key, new OwnedState(key, names.Of(key)));

    /// <summary>Notes a state that somebody else is about to publish.</summary>
    /// <param name="key">The key in the engine.</param>
    /// <param name="isPresent">Whether it will be there.</param>
    /// <param name="timeToLive">How long it will live; null for good.</param>
    public void NotePublishing(string key, bool isPresent, TimeSpan? timeToLive)
    {
        Know(key);
        OwnedState state = _states[key];
        (state.IsPresent, state.TimeToLive) = (isPresent, timeToLive);
    }

    /// <summary>Notes that Redis has what <see cref="NotePublishing"/> was told of.</summary>
    public void NotePublished(string key)
    {
        OwnedState state = _states[key];
        state.IsListed = state.IsPresent;
    }

    /// <summary>Complete when Redis has all that was noted by now.</summary>
    public Task KeptAsync()
    {
        WriteWaiters? waiters = HasUnsent ? _waiters : _sent?.Waiters;
        return waiters?.WaitAsync() ?? Task.CompletedTask;
    }

    /// <summary>Complete when no script is on the way.</summary>
    public Task SentAsync()
    {
        if (_sent is null)
        {
            return Task.CompletedTask;
        }

        _sendingEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _sendingEnded.Task;
    }

    /// <summary>Takes what is not sent, in order to send it. Nothing may be on the way.</summary>
    /// <param name="memory">The values.</param>
    /// <param name="time">The clock.</param>
    /// <param name="order">Under what it is sent.</param>
    public StateBatch Take(MemoryTensorStore memory, TimeProvider time, WriteOrder order)
    {
        long now = time.GetTimestamp();
        List<SentState> states = new(_unsent.Count);
        foreach (OwnedState state in _unsent)
        {
            if (Take(state, memory) is { } taken)
            {
                states.Add(taken);
            }
        }

        _sent = new StateBatch(order, [.. states])
        {
            Since = _unsentSince == 0 ? now : _unsentSince,
            ListMilliseconds = ListLife(time, now),
            Waiters = _waiters,
        };
        _unsent.Clear();
        IsUrgent = false;
        _unsentSince = 0;
        _waiters = new WriteWaiters();
        return _sent;
    }

    /// <summary>Notes that Redis has what was sent.</summary>
    public void Confirm(StateBatch sent)
    {
        foreach (SentState state in sent.States)
        {
            state.State.IsListed = state.LifeMilliseconds >= 0;
        }

        EndSending();
    }

    /// <summary>Notes that Redis does not take what was sent.</summary>
    public void Refuse()
    {
        _isRefused = true;
        EndSending();
    }

    /// <summary>Takes back what was sent, and may have been written or not: it is sent again, with what has changed since.</summary>
    public void Return(StateBatch sent)
    {
        foreach (SentState state in sent.States)
        {
            if (!state.State.IsUnsent)
            {
                state.State.IsUnsent = true;
                _unsent.Add(state.State);
            }
        }

        _listedUntil = 0;
        _unsentSince = sent.Since;
        _waiters.AddTried(sent.Waiters);
        EndSending();
    }

    /// <summary>Takes those who wait until Redis has what was not sent. Of what is on the way the answer decides.</summary>
    public WriteWaiters TakeWaiters()
    {
        WriteWaiters waiters = _waiters;
        _waiters = new WriteWaiters();
        return waiters;
    }

    private void EndSending()
    {
        _sent = null;
        _sendingEnded?.TrySetResult();
        _sendingEnded = null;
    }

    private static SentState? Take(OwnedState state, MemoryTensorStore memory)
    {
        state.IsUnsent = false;
        if (!state.IsPresent)
        {
            return new SentState(state, default, LifeMilliseconds: -1);
        }

        bool isThere = ((IStateStore)memory).TryRead(state.Key, out TensorValue value, out _);
        if (state.TimeToLive is null)
        {
            // What does not expire is there. Were it not, Redis keeps what it has.
            return isThere ? new SentState(state, value, LifeMilliseconds: 0) : null;
        }

        double left = isThere ? (memory.GetTimeToLive(state.Key) ?? TimeSpan.Zero).TotalMilliseconds : 0;
        if (left > 0)
        {
            return new SentState(state, value, (long)Math.Ceiling(left));
        }

        if (isThere)
        {
            // It has expired just now.
            value.Release();
        }

        return new SentState(state, default, LifeMilliseconds: -1);
    }

    /// <summary>How long the set is to be kept from now on, with the keys of all states that are there; -1 where it is kept for long enough, and has them. What is returned is taken for done.</summary>
    public long ListLife(TimeProvider time, long now)
    {
        bool isComplete = true;
        bool isForGood = false;
        TimeSpan longest = TimeSpan.Zero;
        foreach (OwnedState state in _states.Values)
        {
            if (state.IsPresent)
            {
                isComplete &= state.IsListed;
                isForGood |= state.TimeToLive is null;
                longest = state.TimeToLive > longest ? state.TimeToLive.Value : longest;
            }
        }

        if (isComplete && _listedUntil >= (isForGood ? long.MaxValue : time.After(now, longest)))
        {
            return -1;
        }

        TimeSpan life = longest > TimeSpan.FromDays(1_000_000) ? longest : (2 * longest) + s_slack;
        _listedUntil = isForGood ? long.MaxValue : time.After(now, life);
        return isForGood ? 0 : (long)life.TotalMilliseconds;
    }
}
