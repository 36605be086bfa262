namespace RedisAi.Registry;

/// <summary>What a registry tells its owner, who closes what does not serve any more.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal interface IVersionEvents<TVersion>
    where TVersion : ServedVersion
{
    /// <summary>Another version serves; the one before is to be closed, at once or when nobody needs it any more.</summary>
    void Replaced(TVersion replaced, TVersion next);

    /// <summary>A key was deleted; what served under it is to be closed.</summary>
    void Deleted(TVersion version);
}
