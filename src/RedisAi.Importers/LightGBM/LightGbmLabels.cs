using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.LightGBM;

/// <summary>What a classifier calls its classes: whole numbers (True is 1) or texts.</summary>
internal sealed class LightGbmLabels
{
    private readonly OnnxTensor? _names;

    private LightGbmLabels(int count, OnnxElementType type, OnnxTensor? names)
    {
        Count = count;
        Type = type;
        _names = names;
    }

    public int Count { get; }

    public OnnxElementType Type { get; }

    /// <summary>Classes that nobody has named: 0, 1, 2...</summary>
    public static LightGbmLabels Numbered(int count) => new(count, OnnxElementType.Int64, null);

    /// <summary>The classes that an archive has.</summary>
    /// <exception cref="ModelLoadException">They are neither whole numbers nor texts.</exception>
    public static LightGbmLabels Of(SkopsValue classes)
    {
        if (classes is not SkopsArray)
        {
            IReadOnlyList<SkopsValue> items = classes.AsList();
            return items.Count > 0 && items[0] is SkopsScalar { Value: string }
                ? Of([.. items.Select(static item => item.AsText())])
                : Of([.. items.Select(item => Whole(item.AsDouble(), classes))]);
        }

        NpyArray array = classes.AsArray();
        return array.Type.Kind switch
        {
            'U' or 'S' => Of(array.ToTexts()),
            'f' => Of(Array.ConvertAll(array.ToDoubles(), number => Whole(number, classes))),
            _ => Of(array.ToInt64s()),
        };
    }

    /// <summary>Adds what names classes by their numbers, [rows].</summary>
    public string AddTo(OnnxGraph graph, string numbers) => _names is null ? numbers : graph.Node("Gather", graph.Constant(_names), numbers);

    private static LightGbmLabels Of(long[] numbers) => numbers.Index().All(static number => number.Index == number.Item)
        ? Numbered(numbers.Length)
        : new(numbers.Length, OnnxElementType.Int64, OnnxTensor.Of(numbers, numbers.Length));

    private static LightGbmLabels Of(string[] texts) => new(texts.Length, OnnxElementType.String, OnnxTensor.Of(texts, texts.Length));

    private static long Whole(double number, SkopsValue classes) =>
        number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number : throw classes.Expected("classes that are whole numbers or texts");
}
