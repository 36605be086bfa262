using System.Buffers;
using System.Globalization;
using System.Text;
using RedisAi.AspNetCore.OpenInference;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class AllocationTests
{
    private static readonly ModelSignature s_signature = new(
        [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 256]))], [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 256]))]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_a_request_allocates_the_request_the_list_of_its_inputs_and_a_handle(bool isBinary)
    {
        string zeros = string.Join(',', Enumerable.Repeat(0, 256));
        string data = isBinary ? "\"parameters\":{\"binary_data_size\":1024}" : string.Create(CultureInfo.InvariantCulture, $"\"data\":[{zeros}]");
        byte[] text = Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"x","shape":[1,256],"datatype":"FP32",{{data}}}],"outputs":[]}""");
        ReadOnlySequence<byte> binary = new(new byte[isBinary ? 1024 : 0]);

        long bytes = Allocations.OfCall(() => RequestReader.Read(text, binary, "m", s_signature).Dispose());

        Assert.InRange(bytes, 1, 420);
    }
}
