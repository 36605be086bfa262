using System.Buffers;
using System.Globalization;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.OpenInference;

namespace RedisAi.AspNetCore.Tests.Fuzzing;

/// <summary>Gives damaged requests to the reader.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public sealed class RequestFuzzTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20260901;
    private const int DefaultCount = 50_000;

    [Fact]
    public void Damaged_requests_are_refused_or_read_and_mean_the_same_however_their_bytes_are_cut()
    {
        int seed = Number("FUZZ_SEED", DefaultSeed);
        int count = Number("FUZZ_COUNT", DefaultCount);
        int refused = 0;
        for (int index = 0; index < count; index++)
        {
            (byte[] text, byte[] binary) = index < Corpus.Count ? Corpus.At(index) : Corpus.Damaged(seed, index);
            try
            {
                string whole = Read(text, new ReadOnlySequence<byte>(binary));
                Assert.Equal(whole, Read(text, Pieces.Of(binary, 1 + (index % 5))));
                refused += whole.StartsWith("refused", StringComparison.Ordinal) ? 1 : 0;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"FUZZ_SEED={seed}, input {index}: {Convert.ToHexString(text)} {Convert.ToHexString(binary)}", error);
            }
        }

        output.WriteLine($"FUZZ_SEED={seed}: {count} inputs, {refused} of them refused");
        Assert.InRange(refused, count / 4, count - Corpus.Count);
        Assert.DoesNotContain(
            Enumerable.Range(0, Corpus.Count).Select(Corpus.At),
            static request => Read(request.Text, new ReadOnlySequence<byte>(request.Binary)).StartsWith("refused", StringComparison.Ordinal));
    }

    /// <summary>What a request means, or why it is refused.</summary>
    private static string Read(ReadOnlyMemory<byte> text, ReadOnlySequence<byte> binary)
    {
        try
        {
            using InferenceRequest request = RequestReader.Read(text.Span, binary, "m", Corpus.Signature);
            return $"{request.Id} {request.Parameters.Sequence} {request.OutputCount} {string.Join(' ', request.Inputs.Select(static input => $"{input.Key}={input.Value.Format(100)}"))}";
        }
        catch (RequestRefusedException refused)
        {
            return $"refused: {refused.Message}";
        }
    }

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
