using RedisAi.Conformance;
using Xunit;

namespace RedisAi.Tests.Backends;

public sealed class FunctionBackendTests : BackendTests<FunctionUnderTest>;

public sealed class FunctionSessionTests : SessionTests<FunctionUnderTest>;

public sealed class FunctionElementTypeTests : ElementTypeTests<FunctionUnderTest>;

public sealed class FunctionStopTests : StopTests<FunctionUnderTest>;

public sealed class FunctionEngineTests : EngineTests<FunctionUnderTest>;

public sealed class FunctionEngineAllocationTests : EngineAllocationTests<FunctionUnderTest>
{
    protected override bool RunsWithoutAllocating => false;

    protected override string WhyRunsAllocate => "A function gets handles on its inputs, and makes handles on its outputs.";
}

public sealed class FunctionConformanceTests
{
    [Fact]
    public void No_class_of_conformance_tests_is_left_out() => ConformanceCheck.AssertAllDerived(typeof(FunctionConformanceTests).Assembly);

    [Fact]
    public void Assembly_that_leaves_them_out_is_told_which()
    {
        Exception? error = Record.Exception(static () => ConformanceCheck.AssertAllDerived(typeof(RedisAiEngine).Assembly));

        Assert.Contains("RedisAi.Core does not derive BackendTests, ElementTypeTests, EngineAllocationTests, EngineTests, SessionTests, StopTests.", error?.Message, StringComparison.Ordinal);
    }
}
