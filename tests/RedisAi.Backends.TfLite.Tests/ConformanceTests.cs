using RedisAi.Conformance;

namespace RedisAi.Backends.TfLite.Tests;

public sealed class TfLiteBackendTests : BackendTests<TfLiteUnderTest>;

public sealed class TfLiteSessionTests : SessionTests<TfLiteUnderTest>;

public sealed class TfLiteElementTypeTests : ElementTypeTests<TfLiteUnderTest>;

public sealed class TfLiteStopTests : StopTests<TfLiteUnderTest>;

public sealed class TfLiteEngineTests : EngineTests<TfLiteUnderTest>;

public sealed class TfLiteEngineAllocationTests : EngineAllocationTests<TfLiteUnderTest>;

public sealed class TfLiteConformanceTests
{
    [Fact]
    public void No_class_of_conformance_tests_is_left_out() => ConformanceCheck.AssertAllDerived(typeof(TfLiteConformanceTests).Assembly);
}
