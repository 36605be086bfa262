using RedisAi.Importers.Checks;

namespace RedisAi.Importers.Sklearn;

/// <summary>Which columns of the input come as doubles, though singles are what is usual: those whose values are <see cref="FarValues"/>, or categories that singles lack.</summary>
/// <remarks>
/// The library computes with doubles wherever its table has them, so that only columns are asked of which somebody says that they are doubles or whole numbers, such as a signature
/// of MLflow's. Where there are some the graph is made a second time, with these known. Used by one thread.
/// </remarks>
internal sealed class FarColumns
{
    private readonly Dictionary<(string Input, int Column), bool> _offered = [];
    private readonly HashSet<(string Input, int Column)> _found = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>Whether a column is one of them.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="column">The position in it.</param>
    public bool Contains(string input, int column) => _found.Contains((input, column));

    /// <summary>Says that a column may come as doubles, where it is said to be of more digits than singles have.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="column">The position in it.</param>
    /// <param name="said">What it is said to be of; undefined where nobody says anything.</param>
    public void Offer(string input, int column, TensorDataType said)
    {
        if (FarValues.MayBe(said))
        {
            _offered[(input, column)] = said != TensorDataType.Float64;
        }
    }

    /// <summary>Notes a column that may come as doubles and has to.</summary>
    /// <returns>Whether it may.</returns>
    public bool TryNote(ColumnOrigin? origin)
    {
        if (origin is null || !_offered.ContainsKey((origin.Input, origin.Column)))
        {
            return false;
        }

        _found.Add((origin.Input, origin.Column));
        return true;
    }

    /// <summary>Notes a column if its values lie that far from 0.</summary>
    /// <param name="origin">The column.</param>
    /// <param name="middle">Where its values lie.</param>
    /// <param name="distance">How far they lie apart; NaN where nobody knows.</param>
    public void NoteIfFar(ColumnOrigin? origin, double middle, double distance)
    {
        // Values that were scaled are not whole any more.
        if (origin is not null && _offered.TryGetValue((origin.Input, origin.Column), out bool isWhole) && FarValues.Are(middle, distance, isWhole && origin.IsExact))
        {
            _found.Add((origin.Input, origin.Column));
        }
    }
}
