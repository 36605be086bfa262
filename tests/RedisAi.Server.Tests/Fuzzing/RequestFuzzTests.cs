using System.Globalization;
using System.Text;
using RedisAi.FuzzHost;
using RedisAi.Server.Protocol;
using RedisAi.Server.Tests.Protocol;

namespace RedisAi.Server.Tests.Fuzzing;

/// <summary>Gives damaged commands to the parser.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public sealed class RequestFuzzTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20260101;
    private const int DefaultCount = 100_000;

    private static readonly RequestLimits s_limits = new(MaxBulkBytes: 200_000, MaxArguments: 500, MaxInlineBytes: 300, MaxCommandBytes: 300_000);

    private static readonly byte[][] s_corpus =
    [
        RespClient.Encode("PING"),
        RespClient.Encode("AI.TENSORSET", "k", "FLOAT", "2", "2", "BLOB", "0123456789abcdef"),
        RespClient.Encode("AI.MODELEXECUTE", "m", "INPUTS", "2", "a", "b", "OUTPUTS", "1", "c", "TIMEOUT", "100"),
        [.. RespClient.Encode("MULTI"), .. RespClient.Encode("SET", "k", "v"), .. RespClient.Encode("EXEC")],
        [.. RespClient.Encode("HELLO", "3", "AUTH", "default", "secret"), .. "*0\r\n*-1\r\n"u8, .. RespClient.Encode("")],
        [.. RespClient.Encode("SET", "k", new string('b', 17_000)), .. RespClient.Encode("GET", "k")],
        RespClient.Encode("ECHO", "*1\r\n$4\r\nPING\r\n"),
        "PING\r\nSET key \"a \\x41\\n\\\"\" 'it\\'s'\r\n\r\nGET key\n"u8.ToArray(),
        "POST / HTTP/1.1\r\nHost: localhost:6379\r\n\r\n"u8.ToArray(),
        Encoding.ASCII.GetBytes($"*100\r\n{string.Concat(Enumerable.Repeat("$1\r\nx\r\n", 100))}"),
    ];

    [Fact]
    public void Damaged_commands_do_no_harm_and_mean_the_same_however_they_are_cut()
    {
        int seed = Number("FUZZ_SEED", DefaultSeed);
        int count = Number("FUZZ_COUNT", DefaultCount);
        Mutator mutator = new(seed, s_corpus);
        int refused = 0;
        for (int index = 0; index < count; index++)
        {
            byte[] bytes = index < s_corpus.Length ? s_corpus[index] : mutator.Damage(index);
            try
            {
                refused += Try(bytes, new Random(index)) ? 0 : 1;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"FUZZ_SEED={seed}, input {index}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 500)))}", error);
            }
        }

        output.WriteLine($"FUZZ_SEED={seed}: {count} inputs, {refused} of them refused");
        Assert.InRange(refused, 1, count - s_corpus.Length);
    }

    private static bool Try(byte[] bytes, Random random)
    {
        bool isTrusted = random.Next(4) > 0;
        using ParserHarness whole = new(isTrusted, s_limits);
        using ParserHarness pieces = new(isTrusted, s_limits, ahead: random.Next(20_000));
        bool goesOn = whole.Feed(bytes);
        int longest = random.Next(4) switch { 0 => 1, 1 => 10, 2 => 100, _ => 20_000 };
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - at, random.Next(1, longest + 1));
            pieces.Feed(bytes.AsSpan(at, length));
            at += length;
        }

        Assert.Equal(whole.Error, pieces.Error);
        Assert.Equal(whole.Commands.Count, pieces.Commands.Count);
        for (int i = 0; i < whole.Commands.Count; i++)
        {
            Assert.True(whole.Commands[i].AsSpan().SequenceEqual(pieces.Commands[i]));
        }

        return goesOn;
    }

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
