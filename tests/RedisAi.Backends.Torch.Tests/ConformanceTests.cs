using RedisAi.Conformance;

namespace RedisAi.Backends.Torch.Tests;

public sealed class TorchBackendTests : BackendTests<TorchUnderTest>;

public sealed class TorchSessionTests : SessionTests<TorchUnderTest>;

public sealed class TorchElementTypeTests : ElementTypeTests<TorchUnderTest>;

public sealed class TorchStopTests : StopTests<TorchUnderTest>;

public sealed class TorchEngineTests : EngineTests<TorchUnderTest>;

public sealed class TorchEngineAllocationTests : EngineAllocationTests<TorchUnderTest>;

public sealed class TorchConformanceTests
{
    [Fact]
    public void No_class_of_conformance_tests_is_left_out() => ConformanceCheck.AssertAllDerived(typeof(TorchConformanceTests).Assembly);
}
