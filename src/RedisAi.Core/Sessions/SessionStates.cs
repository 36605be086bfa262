using RedisAi.Backends;
using RedisAi.Signatures;
using RedisAi.Store;
using RedisAi.Tensors;

namespace RedisAi.Sessions;

/// <summary>Reads the states of a session before a run, and writes the next ones after it.</summary>
/// <remarks>
/// The states of a session belong together: if one of them is absent (expired, evicted, removed), the session starts anew with all of
/// them, as a model must not meet half of an old context. What the application writes to a state while a call is under way stays.
/// </remarks>
internal sealed class SessionStates(string model, IStateStore store, StateSlot[] slots, RoutingOptions routing)
{
    public ReadOnlySpan<StateSlot> Slots => slots;

    /// <summary>Compares the dimensions of states with those of inputs that have the same names; null where none are declared.</summary>
    public EqualLengths? Lengths { get; init; }

    /// <summary>The inputs that take the states, in the order of the slots.</summary>
    public string[] Names { get; } = Array.ConvertAll(slots, static slot => slot.Spec.Name);

    /// <summary>The keys of a session's states.</summary>
    public string[] KeysOf(string session) => Array.ConvertAll(Names, name => StateKey.Of(session, model, name));

    /// <summary>Puts the states in the places of their inputs.</summary>
    /// <param name="keys">The keys of the session.</param>
    /// <param name="rows">The rows of the call.</param>
    /// <param name="isForeign">Whether another version has written what is there.</param>
    /// <param name="inputs">Takes the states, each with a reference; those set are released by the caller if this throws.</param>
    /// <param name="versions">Takes the versions that were read.</param>
    /// <returns>What there was.</returns>
    /// <exception cref="TensorMismatchException">What is in the store does not fit the model or the call.</exception>
    public StateReading Read(string[] keys, int rows, bool isForeign, Span<TensorValue> inputs, Span<long> versions)
    {
        bool complete = true;
        for (int i = 0; i < slots.Length; i++)
        {
            complete &= store.TryRead(keys[i], out inputs[slots[i].Input], out versions[i]);
        }

        StateReading reading = !complete ? StateReading.Absent : !isForeign ? StateReading.Present : TryMigrate(inputs) ? StateReading.Migrated : StateReading.Unusable;
        for (int i = 0; i < slots.Length; i++)
        {
            ref TensorValue input = ref inputs[slots[i].Input];
            if (reading is StateReading.Present or StateReading.Migrated)
            {
                ThrowIfUnfit(slots[i], keys[i], rows, in input);
            }
            else
            {
                Replace(ref input, Initial(slots[i], rows));
            }
        }

        Lengths?.ThrowIfDifferent(inputs, areStates: true);
        return reading;
    }

    /// <summary>Writes the states that a run has given.</summary>
    /// <param name="keys">The keys of the session.</param>
    /// <param name="rows">The rows of the call.</param>
    /// <param name="versions">The versions that were read before the run.</param>
    /// <param name="outputs">The outputs of the call, borrowed.</param>
    /// <param name="held">The session as it was held when its states were read; where several processes share the store.</param>
    /// <returns>
    /// Whether the session has this version's states now. It has not when the application set some of them meanwhile, so that none was written, and others are
    /// still those that were read: by another version, perhaps.
    /// </returns>
    /// <exception cref="TensorMismatchException">An output is such that the session's next call could not take it; none was written.</exception>
    /// <exception cref="TensorStoreFullException">They do not fit; none was written.</exception>
    /// <exception cref="SessionMovedException">The session was another process's meanwhile; none was written.</exception>
    public bool Write(string[] keys, int rows, ReadOnlySpan<long> versions, ReadOnlySpan<TensorValue> outputs, HeldSession held = default)
    {
        StateWrites room = default;
        Span<StateWrite> writes = slots.Length <= StateWrites.Capacity ? room[..slots.Length] : new StateWrite[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            ThrowIfUseless(slots[i], rows, in outputs[slots[i].Output]);
            writes[i] = new StateWrite(keys[i], outputs[slots[i].Output], slots[i].TimeToLive, versions[i]);
        }

        if (!IsShared)
        {
            return store.TryWrite(writes) || !IsAnyLeft(keys, versions);
        }

        ThrowIfLost(held);
        if (store.TryWrite(writes, held.Fence))
        {
            return true;
        }

        // The application has set some of them, which is all right; or they were loaded anew, after steps of other processes.
        ThrowIfLost(held);
        return !IsAnyLeft(keys, versions);
    }

    /// <summary>Gives up the states that were read.</summary>
    public void Release(Span<TensorValue> inputs)
    {
        foreach (StateSlot slot in slots)
        {
            Replace(ref inputs[slot.Input], default);
        }
    }

    /// <summary>Whether states count as written only when they are kept: on a disk, or by the store that several processes share.</summary>
    public bool AreAwaited => store.IsAwaited;

    /// <summary>Complete when all states that were written by now are kept.</summary>
    public Task CommitAsync() => store.CommitAsync();

    /// <summary>Complete when the states of a session that were written by now are kept. For who has the turn.</summary>
    public Task CommitAsync(HeldSession held) => store.CommitAsync(held.Name, held.Fence);

    /// <summary>Whether several processes share the store, so that sessions must be held.</summary>
    public bool IsShared { get; } = store is { IsShared: true };

    /// <inheritdoc cref="IStateStore.FenceOf"/>
    public long FenceOf(string session) => store.FenceOf(session);

    /// <inheritdoc cref="IStateStore.HoldAsync"/>
    public ValueTask HoldAsync(string session, TimeSpan? timeout, CancellationToken cancellationToken) => store.HoldAsync(session, timeout, cancellationToken);

    /// <summary>Whether all states of a session are there.</summary>
    public bool Exist(string[] keys) => store.ContainsAll(keys);

    /// <summary>Whether a version goes on with the states of another one, where that one cannot keep the session.</summary>
    public static bool Migrates(RoutingOptions routing) =>
        routing.Promotion == SessionPromotion.Migrate || (routing.Migration is not null && routing.Promotion != SessionPromotion.Restart);

    private void ThrowIfLost(HeldSession held)
    {
        if (store.FenceOf(held.Name) != held.Fence)
        {
            throw new SessionMovedException(held.Name);
        }
    }

    /// <summary>Whether one of the states is still the one that was read.</summary>
    private bool IsAnyLeft(string[] keys, ReadOnlySpan<long> versions)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (versions[i] != 0 && store.TryRead(keys[i], out TensorValue present, out long version))
            {
                present.Release();
                if (version == versions[i])
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Turns the states of another version into those of this one; false when the session is to start anew.</summary>
    private bool TryMigrate(Span<TensorValue> inputs)
    {
        if (!Migrates(routing))
        {
            return false;
        }

        if (routing.Migration is not { } migrate)
        {
            return true;
        }

        foreach (StateSlot slot in slots)
        {
            ref TensorValue input = ref inputs[slot.Input];
            using AiTensor lent = new(input.AddReference());
            using AiTensor? migrated = Migrate(migrate, slot.Spec.Name, lent);
            if (migrated is null)
            {
                return false;
            }

            Replace(ref input, migrated.Lease());
        }

        return true;
    }

    /// <summary>Calls the application, which may call models itself: that is part of the session's call.</summary>
    private static AiTensor? Migrate(StateMigration migrate, string input, AiTensor state)
    {
        NestedRuns.Enter();
        try
        {
            return migrate(input, state);
        }
        finally
        {
            NestedRuns.Exit();
        }
    }

    /// <summary>
    /// The initial state; empty when the version has been closed since the caller chose it, and has given its own up: its queue refuses the call then. To
    /// count on a reference there freed the memory of whoever has it now.
    /// </summary>
    private static TensorValue Initial(StateSlot slot, int rows)
    {
        if (!slot.Initial.Buffer.TryAddReference())
        {
            return default;
        }

        if (rows == 1)
        {
            return slot.Initial;
        }

        try
        {
            return TensorRows.Repeat(slot.Initial, slot.BatchAxis, rows);
        }
        finally
        {
            slot.Initial.Release();
        }
    }

    private static void Replace(ref TensorValue value, TensorValue next)
    {
        if (!value.IsEmpty)
        {
            value.Release();
        }

        value = next;
    }

    private static bool Fits(StateSlot slot, int rows, in TensorValue state) =>
        slot.Spec.TakesType(state.DataType) && slot.Spec.Shape.Accepts(state.Shape)
        && state.Shape.Rank > slot.BatchAxis && state.Shape[slot.BatchAxis] == rows;

    private static void ThrowIfUnfit(StateSlot slot, string key, int rows, in TensorValue state)
    {
        if (!Fits(slot, rows, in state))
        {
            string actual = $"{state.DataType}{state.Shape}";
            throw new TensorMismatchException(
                key, slot.Spec.TypeAndShape, actual, $"The state '{key}' is {actual}; the model takes {Taken(slot, rows)}. A session keeps its number of rows: end it to begin with another.")
            { IsState = true };
        }
    }

    /// <summary>A state that no call can take would fail all further ones of the session.</summary>
    private void ThrowIfUseless(StateSlot slot, int rows, in TensorValue output)
    {
        if (output.IsEmpty || !Fits(slot, rows, in output))
        {
            string actual = output.IsEmpty ? "nothing" : $"{output.DataType}{output.Shape}";
            throw new TensorMismatchException(
                slot.OutputName, slot.Spec.TypeAndShape, actual, $"Output '{slot.OutputName}' of model '{model}' is {actual}; as the next state '{slot.Spec.Name}' it must be {Taken(slot, rows)}. The states of the session stay as they were.")
            { IsState = true };
        }
    }

    private static string Taken(StateSlot slot, int rows) => $"{slot.Spec.TypeAndShape} with {rows} on axis {slot.BatchAxis}, a row for each row of the call";
}
