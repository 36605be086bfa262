namespace RedisAi.Soak.Store;

/// <summary>What a tensor of the store has in it, by a number.</summary>
internal static class Content
{
    private const int MostElements = 600;

    /// <summary>Whole numbers, or texts for each seventh number.</summary>
    public static AiTensor Create(int number) => IsText(number)
        ? AiTensor.CreateStrings([Length(number)], [.. Enumerable.Range(0, Length(number)).Select(i => Text(number, i))])
        : AiTensor.Create<long, int>([Length(number), 2], number, static (elements, number) =>
        {
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = Element(number, i);
            }
        });

    /// <summary>Whether a tensor is that of a number.</summary>
    public static bool Is(AiTensor tensor, int number) => tensor.Shape[0] == Length(number) && IsPart(tensor, number, start: 0);

    /// <summary>Whether a tensor is some rows of that of a number.</summary>
    public static bool IsPart(AiTensor tensor, int number, int start)
    {
        if (IsText(number))
        {
            ReadOnlySpan<string> texts = tensor.AsStrings();
            for (int i = 0; i < texts.Length; i++)
            {
                if (texts[i] != Text(number, start + i))
                {
                    return false;
                }
            }

            return true;
        }

        ReadOnlySpan<long> elements = tensor.AsSpan<long>();
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i] != Element(number, (2 * start) + i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsText(int number) => number % 7 == 0;

    private static int Length(int number) => IsText(number) ? 1 + (number % 5) : 1 + (number % MostElements);

    private static string Text(int number, int i) => $"text {number} {i}";

    private static long Element(int number, int i) => (31L * number) + i;
}
