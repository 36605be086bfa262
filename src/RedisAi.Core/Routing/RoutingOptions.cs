namespace RedisAi;

/// <summary>What becomes of the sessions of older versions, once this version serves.</summary>
public sealed class RoutingOptions
{
    /// <summary>Gets or sets what becomes of a session that is in mid-state on another version.</summary>
    /// <value>The default is <see cref="SessionPromotion.KeepVersion"/>.</value>
    public SessionPromotion Promotion { get; set; }

    /// <summary>Gets or sets how the states of another version become states of this one.</summary>
    /// <value>The default is <see langword="null"/>. It is called by the thread that is about to run the session's next call, and may be called for several sessions at once; what it throws fails that call.</value>
    public StateMigration? Migration { get; set; }

    /// <summary>Gets or sets how many old versions may stay loaded for the sessions that are in mid-state on them. Of more, the oldest is closed.</summary>
    /// <value>The default is 2.</value>
    public int MaxOldVersions { get; set; } = 2;

    internal void CopyTo(RoutingOptions other)
    {
        other.Promotion = Promotion;
        other.Migration = Migration;
        other.MaxOldVersions = MaxOldVersions;
    }

    internal void Validate()
    {
        if (!Enum.IsDefined(Promotion))
        {
            throw new ArgumentException($"Routing.Promotion ({Promotion}) must be KeepVersion, Restart or Migrate.", nameof(Promotion));
        }

        if (MaxOldVersions is < 0 or > 64)
        {
            throw new ArgumentException($"Routing.MaxOldVersions ({MaxOldVersions}) must be between 0 and 64.", nameof(MaxOldVersions));
        }
    }
}
