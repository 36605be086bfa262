namespace RedisAi.Backends;

/// <summary>Tells whether this thread is within a run whose code may call models itself.</summary>
/// <remarks>Such calls do not wait for a run to end: it may be the one that they are part of.</remarks>
internal static class NestedRuns
{
    [ThreadStatic]
    private static int s_depth;

    public static bool IsInside => s_depth > 0;

    public static void Enter() => s_depth++;

    public static void Exit() => s_depth--;
}
