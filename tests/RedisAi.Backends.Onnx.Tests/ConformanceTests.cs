using RedisAi.Conformance;

namespace RedisAi.Backends.Onnx.Tests;

public sealed class OnnxBackendTests : BackendTests<OnnxUnderTest>;

public sealed class OnnxSessionTests : SessionTests<OnnxUnderTest>;

public sealed class OnnxElementTypeTests : ElementTypeTests<OnnxUnderTest>;

public sealed class OnnxStopTests : StopTests<OnnxUnderTest>;

public sealed class OnnxEngineTests : EngineTests<OnnxUnderTest>;

public sealed class OnnxEngineAllocationTests : EngineAllocationTests<OnnxUnderTest>;

public sealed class OnnxConformanceTests
{
    [Fact]
    public void No_class_of_conformance_tests_is_left_out() => ConformanceCheck.AssertAllDerived(typeof(OnnxConformanceTests).Assembly);
}
