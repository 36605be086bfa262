using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What is written of one session, as the script takes it.</summary>
internal sealed class SessionWrite
{
    /// <summary>How many arguments of a session are before those of its states.</summary>
    private const int HeadArguments = 6;

    /// <param name="session">The session.</param>
    /// <param name="batch">The states, whose values are given up.</param>
    public SessionWrite(OwnedSession session, StateBatch batch)
    {
        (Session, Batch) = (session, batch);
        Keys = new RedisKey[2 + batch.States.Length];
        Arguments = new RedisValue[HeadArguments + (2 * batch.States.Length)];
        try
        {
            Fill();
        }
        finally
        {
            batch.ReleaseValues();
        }
    }

    public OwnedSession Session { get; }

    public StateBatch Batch { get; }

    /// <summary>The lease, the set of the keys of its states, and the states.</summary>
    public RedisKey[] Keys { get; }

    public RedisValue[] Arguments { get; }

    private void Fill()
    {
        WriteOrder order = Batch.Order;
        (Keys[0], Keys[1]) = (Session.LeaseKey, Session.StatesKey);
        Arguments[0] = order.Fence;
        Arguments[1] = order.Version;
        Arguments[2] = order.Renews ? 1 : 0;
        Arguments[3] = Batch.ListMilliseconds;
        Arguments[4] = order.Releases ? OwnerMessage.Free(Session.Segment) : RedisValue.EmptyString;
        Arguments[5] = Batch.States.Length;
        for (int i = 0; i < Batch.States.Length; i++)
        {
            SentState sent = Batch.States[i];
            Keys[2 + i] = sent.State.RedisKey;
            Arguments[HeadArguments + (2 * i)] = sent.LifeMilliseconds;
            Arguments[HeadArguments + (2 * i) + 1] = sent.Value.IsEmpty ? RedisValue.EmptyString : TensorRecord.Encode(sent.Value, order.Version);
        }
    }
}
