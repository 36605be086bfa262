namespace RedisAi.Registry;

/// <summary>What a registry tells its owner, who logs and counts it.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal interface IVersionEvents<TVersion>
    where TVersion : ServedVersion
{
    void Swapped(TVersion replaced, TVersion next);

    void Deleted(TVersion version);
}
