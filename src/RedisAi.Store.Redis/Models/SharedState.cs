using System.Globalization;

namespace RedisAi.Store.Redis;

/// <summary>How far a process is with a revision, as it tells the others.</summary>
/// <param name="State">How far.</param>
/// <param name="Revision">Of what.</param>
/// <param name="Reason">Why it has failed, or what is missing of what serves; empty for nothing.</param>
internal readonly record struct SharedState(RolloutState State, long Revision, string Reason = "")
{
    private const int MaxReasonLength = 2000;

    /// <summary>The text that scripts look at: the state, the revision, and the reason.</summary>
    public string Write()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{NameOf(State)} {Revision}");
        return State == RolloutState.Failed || Reason.Length > 0 ? $"{text} {Reason.AsSpan(0, Math.Min(Reason.Length, MaxReasonLength))}" : text;
    }

    /// <summary>Reads a text; what was written by nobody, or by a later version of this library, is a process that is waited for.</summary>
    public static SharedState Parse(string text)
    {
        string[] parts = text.Split(' ', 3);
        RolloutState state = parts[0] switch
        {
            "loading" => RolloutState.Loading,
            "ready" => RolloutState.Ready,
            "failed" => RolloutState.Failed,
            "serving" => RolloutState.Serving,
            _ => RolloutState.Waiting,
        };
        return parts.Length > 1 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long revision)
            ? new SharedState(state, revision, parts.Length > 2 ? parts[2] : "")
            : new SharedState(RolloutState.Waiting, 0);
    }

    private static string NameOf(RolloutState state) => state switch
    {
        RolloutState.Loading => "loading",
        RolloutState.Ready => "ready",
        RolloutState.Failed => "failed",
        RolloutState.Serving => "serving",
        _ => "waiting",
    };
}
