using System.Reflection;
using Xunit.v3;

namespace RedisAi.Testing;

/// <summary>Fails a test after which more is left than before it. Apply it to the assembly: <c>[assembly: LeakCheck]</c>.</summary>
/// <remarks>The counts are those of the process, so tests must not run side by side: <c>[assembly: CollectionBehavior(DisableTestParallelization = true)]</c>.</remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class LeakCheckAttribute : BeforeAfterTestAttribute
{
    private static IReadOnlyDictionary<string, long> s_before = new Dictionary<string, long>();

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => s_before = LeakCheck.Count();

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(methodUnderTest);
        ArgumentNullException.ThrowIfNull(test);
        if (IsExempt(methodUnderTest))
        {
            return;
        }

        if (LeakCheck.FindLeak(s_before) is { } leak)
        {
            throw new LeakException($"'{test.TestDisplayName}' leaves {leak} than there were before it.");
        }
    }

    private static bool IsExempt(MethodInfo method) =>
        method.IsDefined(typeof(LeaksOnPurposeAttribute), inherit: true)
        || (method.ReflectedType ?? method.DeclaringType)!.IsDefined(typeof(LeaksOnPurposeAttribute), inherit: true);
}
