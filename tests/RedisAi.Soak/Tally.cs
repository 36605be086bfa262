using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RedisAi.Soak;

/// <summary>How often each thing was done, and how often each failure was provoked and came.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _done = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _provoked = new(StringComparer.Ordinal);

    public long Operations => _done.Sum(static pair => Volatile.Read(ref pair.Value.Value));

    public long Failures => _provoked.Sum(static pair => Volatile.Read(ref pair.Value.Value));

    public void Did(string what) => Count(_done, what);

    public void Provoked(string what) => Count(_provoked, what);

    public string DescribeOperations() => Describe(_done);

    public string DescribeFailures() => Describe(_provoked);

    private static void Count(ConcurrentDictionary<string, StrongBox<long>> counts, string what) =>
        Interlocked.Increment(ref counts.GetOrAdd(what, static _ => new StrongBox<long>()).Value);

    private static string Describe(ConcurrentDictionary<string, StrongBox<long>> counts) =>
        string.Join(", ", counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {Volatile.Read(ref pair.Value.Value)}"));
}
