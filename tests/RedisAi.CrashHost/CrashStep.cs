using System.Globalization;
using System.Text;

namespace RedisAi.CrashHost;

/// <summary>What is written in one step, and what must be there whenever any of it is: two keys with the same number, and a third with what follows from it.</summary>
internal static class CrashStep
{
    private const string One = "one";
    private const string Two = "two";
    private const string Rest = "rest";

    public static void Write(ITensorStore store, long number)
    {
        using AiTensor tensor = AiTensor.Scalar(number);
        using AiTensor rest = AiTensor.Create<byte, long>([LengthOf(number)], number, static (bytes, number) => Fill(bytes, number));
        store.SetAll([KeyValuePair.Create(One, tensor), KeyValuePair.Create(Rest, rest), KeyValuePair.Create(Two, tensor)]);
    }

    /// <summary>The number of the step that is there; -1 when none is.</summary>
    /// <exception cref="InvalidDataException">There are parts of several steps, or a tensor is torn.</exception>
    public static long Read(ITensorStore store)
    {
        using AiTensor? one = store.Get(One);
        using AiTensor? two = store.Get(Two);
        using AiTensor? rest = store.Get(Rest);
        if (one is null && two is null && rest is null)
        {
            return -1;
        }

        if (one is null || two is null || rest is null || one.AsSpan<long>()[0] is var number && number != two.AsSpan<long>()[0])
        {
            throw new InvalidDataException($"Half of a step: {one} {two} {rest}.");
        }

        byte[] expected = new byte[LengthOf(number)];
        Fill(expected, number);
        return rest.AsSpan<byte>().SequenceEqual(expected) ? number : throw new InvalidDataException($"What belongs to step {number} is torn.");
    }

    public static byte[] Acknowledgement(long number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n"));

    private static long LengthOf(long number) => 1 + (number * 7919 % 20_000);

    private static void Fill(Span<byte> bytes, long number)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((number * 31) + i);
        }
    }
}
