namespace RedisAi.Importers.Sklearn;

/// <summary>The kinds of the columns of the input, as the classes that take them say; or of some of these columns.</summary>
internal sealed class ColumnKinds
{
    private readonly ColumnKind[] _kinds;
    private readonly int[] _columns;

    public ColumnKinds(int count)
        : this(new ColumnKind[count], [.. Enumerable.Range(0, count)])
    {
    }

    private ColumnKinds(ColumnKind[] kinds, int[] columns) => (_kinds, _columns) = (kinds, columns);

    public int Count => _columns.Length;

    public ColumnKind this[int column] => _kinds[_columns[column]];

    /// <summary>Some of the columns, which stay the same ones.</summary>
    public ColumnKinds Select(IEnumerable<int> columns) => new(_kinds, [.. columns.Select(column => _columns[column])]);

    /// <summary>Says what a column holds. Who says texts is right: a column of texts may also be passed on to one that only counts. Who does not care says nothing against others.</summary>
    public void Claim(int column, ColumnKind kind)
    {
        ref ColumnKind known = ref _kinds[_columns[column]];
        known = known == ColumnKind.Text || (known != ColumnKind.Unused && kind == ColumnKind.Any) ? known : kind;
    }

    /// <summary>Says it of all columns.</summary>
    public void ClaimAll(ColumnKind kind)
    {
        for (int column = 0; column < Count; column++)
        {
            Claim(column, kind);
        }
    }
}
