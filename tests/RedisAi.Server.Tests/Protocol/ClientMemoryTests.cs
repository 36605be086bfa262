using RedisAi.Server.Protocol;
using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Tests.Protocol;

public sealed class ClientMemoryTests : IDisposable
{
    private const int Own = ClientMemory.OwnBytes;

    private readonly MemoryBudget _shared = new(100_000);
    private readonly LentTensors _lent;
    private readonly ClientMemory _memory;
    private readonly TensorValue _tensor = TensorValue.Allocate(TensorDataType.UInt8, TensorShape.Create(40_000));

    public ClientMemoryTests()
    {
        _lent = new LentTensors(_shared);
        _memory = new ClientMemory(_shared, _lent, 60_000);
    }

    public void Dispose()
    {
        _tensor.Release();
        Assert.Equal(0, _shared.Taken);
    }

    [Fact]
    public void First_bytes_are_the_clients_own_even_when_all_else_is_taken()
    {
        Assert.True(_shared.TryTake(100_000));

        Assert.True(_memory.TryTake(Own - 1));
        Assert.True(_memory.TryTake(1));
        Assert.False(_memory.TryTake(1));
        Assert.Equal(0, _memory.Shared);
        _memory.Give(Own);
        Assert.True(_memory.TryTake(Own));

        _memory.Give(Own);
        _shared.Give(100_000);
    }

    [Fact]
    public void Client_gets_its_share_and_leaves_the_rest()
    {
        Assert.True(_memory.TryTake(Own + 59_999));
        Assert.True(_memory.TryTake(1));
        Assert.False(_memory.TryTake(1));
        Assert.Equal(60_000, _shared.Taken);
        Assert.Equal(60_000, _memory.Shared);

        ClientMemory other = new(_shared, _lent, 60_000);
        Assert.False(other.TryTake(Own + 40_001));
        Assert.True(other.TryTake(Own + 40_000));

        other.Give(Own + 40_000);
        _memory.Give(59_000);
        Assert.Equal(1_000, _shared.Taken);
        _memory.Give(Own + 1_000);
    }

    [Fact]
    public void Tensor_that_many_wait_for_counts_once_and_until_the_last_has_it()
    {
        ClientMemory[] clients = [.. Enumerable.Range(0, 10).Select(_ => new ClientMemory(_shared, _lent, 60_000))];

        Assert.All(clients, client => Assert.True(client.TryLend(_tensor, 40_000)));
        Assert.Equal(40_000, _shared.Taken);
        Assert.All(clients, static client => Assert.Equal(40_000, client.Shared));
        foreach (ClientMemory client in clients[1..])
        {
            client.GiveBack(_tensor, 40_000);
        }

        Assert.Equal(40_000, _shared.Taken);
        clients[0].GiveBack(_tensor, 40_000);
        Assert.Equal(0, _shared.Taken);
    }

    [Fact]
    public void Tensors_that_wait_for_a_client_are_of_its_share()
    {
        TensorValue further = TensorValue.Allocate(TensorDataType.UInt8, TensorShape.Create(20_001));

        Assert.True(_memory.TryLend(_tensor, 40_000));
        Assert.False(_memory.TryLend(further, 20_001));
        Assert.False(_memory.TryTake(Own + 20_001));
        Assert.True(_memory.TryTake(Own + 20_000));
        Assert.Equal(60_000, _shared.Taken);

        _memory.Give(Own + 20_000);
        _memory.GiveBack(_tensor, 40_000);
        further.Release();
    }

    [Fact]
    public void Tensor_for_which_there_is_no_memory_leaves_no_trace()
    {
        Assert.True(_shared.TryTake(60_001));

        Assert.False(_memory.TryLend(_tensor, 40_000));
        Assert.Equal(0, _memory.Shared);
        Assert.Equal(60_001, _shared.Taken);
        _shared.Give(60_001);

        Assert.True(_memory.TryLend(_tensor, 40_000));
        _memory.GiveBack(_tensor, 40_000);
    }
}
