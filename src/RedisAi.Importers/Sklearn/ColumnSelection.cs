using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Reads which columns are meant: positions (negative ones from the end), names, a slice, or a mask of truths.</summary>
/// <param name="width">The number of columns there are.</param>
/// <param name="names">Their names, where they are known.</param>
internal sealed class ColumnSelection(int width, IReadOnlyList<string>? names)
{
    /// <exception cref="ModelLoadException">It is none of these, or there is no such column.</exception>
    public int[] Read(SkopsValue columns) => columns switch
    {
        SkopsSlice slice => Slice(slice),
        SkopsScalar one => [Position(one)],
        SkopsArray array => FromArray(array.AsArray(), columns),
        SkopsList list when IsMask(list.AsList()) => [.. list.AsList().Index().Where(static pair => pair.Item.AsBool()).Select(static pair => pair.Index)],
        SkopsList list => [.. list.AsList().Select(Position)],
        _ => throw columns.Expected("positions or names of columns"),
    };

    private bool IsMask(IReadOnlyList<SkopsValue> items) =>
        items.Count == width && items.All(static item => item is SkopsScalar { Value: bool });

    private int[] FromArray(NpyArray array, SkopsValue where) => array.Type.Kind switch
    {
        'b' when array.Count == width => [.. array.ToInt64s().Index().Where(static pair => pair.Item != 0).Select(static pair => pair.Index)],
        'U' or 'S' => [.. array.ToTexts().Select(name => Named(name, where))],
        _ => [.. array.ToInt64s().Select(position => At(position, where))],
    };

    private int Position(SkopsValue column) => column is SkopsScalar { Value: string name } ? Named(name, column) : At(column.AsInt64(), column);

    private int Named(string name, SkopsValue where)
    {
        for (int column = 0; column < (names?.Count ?? 0); column++)
        {
            if (names![column] == name)
            {
                return column;
            }
        }

        throw new ModelLoadException($"{where.Place} names the column '{name}', and the model was fitted to no such column.");
    }

    private int At(long position, SkopsValue where)
    {
        long column = position < 0 ? position + width : position;
        return column >= 0 && column < width ? (int)column : throw new ModelLoadException($"{where.Place} is the column {position}, of {width}.");
    }

    private int[] Slice(SkopsSlice slice)
    {
        long step = slice.Step ?? 1;
        if (step == 0)
        {
            throw slice.Expected("a slice with steps");
        }

        long start = End(slice.Start, step > 0 ? 0 : width - 1, step);
        long stop = End(slice.Stop, step > 0 ? width : -1, step, isStop: true);
        List<int> columns = [];
        for (long column = start; step > 0 ? column < stop : column > stop; column = Math.Abs(step) > width ? stop : column + step)
        {
            columns.Add((int)column);
        }

        return [.. columns];
    }

    private long End(long? said, long otherwise, long step, bool isStop = false)
    {
        if (said is not { } end)
        {
            return otherwise;
        }

        // As Python counts: from the end where negative, and never beyond the ends.
        end = end < 0 ? Math.Max(end + width, -1) : Math.Min(end, width);
        return step > 0 ? Math.Max(end, 0) : isStop ? end : Math.Min(end, width - 1);
    }
}
