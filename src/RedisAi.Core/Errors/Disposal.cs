using System.Runtime.ExceptionServices;

namespace RedisAi.Errors;

/// <summary>Disposes several parts, of which one that throws keeps no other open.</summary>
internal static class Disposal
{
    /// <summary>Disposes all parts, and throws the first error at the end.</summary>
    public static void All(params IEnumerable<IDisposable> parts)
    {
        if (TryAll(parts) is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Disposes all parts; returns the first error.</summary>
    public static Exception? TryAll(params IEnumerable<IDisposable> parts)
    {
        Exception? first = null;
        foreach (IDisposable part in parts)
        {
            try
            {
                part.Dispose();
            }
#pragma warning disable CA1031 // It is the caller's to throw, once nothing is left open.
            catch (Exception error)
#pragma warning restore CA1031
            {
                first ??= error;
            }
        }

        return first;
    }
}
