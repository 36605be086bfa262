using RedisAi.Testing.Simulation;

namespace RedisAi.Tests.Batching;

/// <summary>The model of <see cref="RoutedScenario"/>: what its versions do with the states of others.</summary>
internal static class RoutedModel
{
    /// <summary>How many old versions may stay loaded: fewer than the engine allows anyway, so that it happens that there are too many.</summary>
    public const int MaxOldVersions = 2;

    public static ModelSource Source => SimulatedBackend.Source;

    /// <summary>Sets what becomes of sessions.</summary>
    public static void SetRouting(ModelOptions options, SessionPromotion promotion, StateChange change)
    {
        (options.Routing.Promotion, options.Routing.MaxOldVersions) = (promotion, MaxOldVersions);
        options.Routing.Migration = change switch
        {
            StateChange.None => null,
            StateChange.Shift => static (input, state) => Shifted(input, state),
            _ => static (input, state) => input == "g" && IsRefused(state.AsSpan<long>()) ? null : Shifted(input, state),
        };
    }

    /// <summary>What becomes of states of another version; null when the session starts anew.</summary>
    public static (long[] H, long[] G)? Changed(StateChange change, long[] h, long[] g) => change switch
    {
        StateChange.None => (h, g),
        StateChange.Refuse when IsRefused(g) => null,
        _ => (Shifted("h", h), Shifted("g", g)),
    };

    private static bool IsRefused(ReadOnlySpan<long> g) => g[0] % 2 != 0;

    private static AiTensor Shifted(string input, AiTensor state) => AiTensor.Create<long>(state.Shape.Dimensions, Shifted(input, state.ToArray<long>()));

    private static long[] Shifted(string input, long[] values) => [.. values.Select(value => value + (input == "h" ? 7_000_000_000_000 : 1_000))];
}
