using System.Runtime.InteropServices;
using RedisAi.Server.Commands;
using RedisAi.Tensors;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Large blobs, which come in tensor memory, and the way of small ones.</summary>
public sealed class TensorBlobTests
{
    [Fact]
    public async Task Blob_that_came_in_tensor_memory_becomes_the_tensor_without_a_copy()
    {
        await using Endpoint endpoint = new();
        TensorValue received = TensorValue.Create(TensorDataType.UInt8, TensorShape.Create(16), MemoryMarshal.AsBytes<float>([1, 2, 3, 4]));
        nint address = received.Pointer;

        CommandArguments arguments = Command("AI.TENSORSET x FLOAT 2 2 BLOB", received);
        Reply reply = await endpoint.SendAsync(arguments);
        arguments.Clear();

        using AiTensor tensor = endpoint.Engine.Tensors.GetRequired("x");
        Assert.Equal("+OK", $"{reply}");
        Assert.Equal([1, 2, 3, 4], tensor.ToArray<float>());
        Assert.Equal(address, tensor.Borrow().Pointer);
    }

    [Fact]
    public async Task Blob_of_a_refused_tensor_stays_with_its_command()
    {
        await using Endpoint endpoint = new();
        TensorValue received = TensorValue.Create(TensorDataType.UInt8, TensorShape.Create(3), [1, 2, 3]);

        CommandArguments arguments = Command("AI.TENSORSET x FLOAT 1 BLOB", received);
        Reply reply = await endpoint.SendAsync(arguments);
        arguments.Clear();

        Assert.Equal("-ERR data length does not match tensor shape and type", $"{reply}");
    }

    [Fact]
    public async Task Blob_at_an_odd_place_of_its_memory_is_copied()
    {
        await using Endpoint endpoint = new();
        TensorValue all = TensorValue.Create(TensorDataType.UInt8, TensorShape.Create(9), [0, .. MemoryMarshal.AsBytes<float>([5, 6])]);
        TensorValue received = new(all.Buffer, TensorDataType.UInt8, TensorShape.Create(8), 1);

        CommandArguments arguments = Command("AI.TENSORSET x FLOAT 2 BLOB", received);
        await endpoint.SendAsync(arguments);
        arguments.Clear();

        using AiTensor tensor = endpoint.Engine.Tensors.GetRequired("x");
        Assert.Equal([5, 6], tensor.ToArray<float>());
    }

    [Fact]
    public async Task Blob_for_a_key_that_is_something_else_is_given_back()
    {
        await using Endpoint endpoint = new();
        await endpoint.SendAsync("SET s x");
        TensorValue received = TensorValue.Create(TensorDataType.UInt8, TensorShape.Create(4), [0, 0, 0, 0]);

        CommandArguments arguments = Command("AI.TENSORSET s FLOAT 1 BLOB", received);
        Reply reply = await endpoint.SendAsync(arguments);
        arguments.Clear();

        Assert.Equal("-WRONGTYPE Operation against a key holding the wrong kind of value", $"{reply}");
    }

    [Theory]
    [InlineData("Ünicode")]
    [InlineData("a key that is longer than what is looked for without a string of its own, which takes two hundred and fifty-six characters: a key that is longer than what is looked for without a string of its own, which takes two hundred and fifty-six characters, and some more")]
    public async Task Key_may_be_any_text(string key)
    {
        await using Endpoint endpoint = new();

        foreach (string value in (string[])["1", "2"])
        {
            await endpoint.SendAsync([.. ((string[])["AI.TENSORSET", key, "INT8", "1", "VALUES", value]).Select(static token => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(token))]);
        }

        using AiTensor tensor = endpoint.Engine.Tensors.GetRequired(key);
        Assert.Equal([2], tensor.ToArray<sbyte>());
    }

    [Fact]
    public async Task Key_that_is_no_text_is_kept_as_it_is()
    {
        await using Endpoint endpoint = new();
        byte[] key = [0xFF, 0x00, 0xC3];

        await endpoint.SendAsync([Text("AI.TENSORSET"), key, Text("INT8"), Text("1"), Text("VALUES"), Text("7")]);
        Reply reply = await endpoint.SendAsync([Text("AI.TENSORGET"), key, Text("VALUES")]);

        Assert.Equal("*1[:7]", $"{reply}");
    }

    private static ReadOnlyMemory<byte> Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static CommandArguments Command(string text, TensorValue blob)
    {
        CommandArguments arguments = new();
        foreach (string token in text.Split(' '))
        {
            arguments.Add(Text(token));
        }

        arguments.Add(blob.AsSpan<byte>().ToArray(), blob);
        return arguments;
    }
}
