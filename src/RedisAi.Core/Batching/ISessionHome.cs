namespace RedisAi.Batching;

/// <summary>A version of a model on which sessions are in mid-state, as they remember it.</summary>
internal interface ISessionHome
{
    /// <summary>How many sessions there are.</summary>
    int Sessions { get; }

    /// <summary>Notes that one more session has its states from this version.</summary>
    void SessionCame();

    /// <summary>Notes that one session less has.</summary>
    void SessionLeft();
}
