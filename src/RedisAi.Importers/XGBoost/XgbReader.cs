using RedisAi.Importers.Reading;

namespace RedisAi.Importers.XGBoost;

/// <summary>Reads a tree of values from its start to its end; one class for JSON, one for UBJSON. What is not wanted is passed over.</summary>
/// <remarks>After <see cref="BeginObject"/>, <see cref="TryKey"/> gives a key whose value is to be read or passed over next, until it gives none. Arrays go likewise.</remarks>
internal abstract class XgbReader(ByteInput input)
{
    /// <summary>Deeper than any model, of which five levels are known.</summary>
    protected const int MaxDepth = 64;

    /// <summary>The longest text that is read; those of models are names, and a list of numbers for each class.</summary>
    protected const int MaxTextLength = 1 << 24;

    private int _depth;

    /// <summary>What is read.</summary>
    protected ByteInput Input => input;

    /// <summary>Opens a model in either format.</summary>
    public static XgbReader Over(ByteInput input)
    {
        // The second byte of UBJSON is the type of a key's length.
        ReadOnlySpan<byte> window = input.Window;
        return window.Length > 1 && window[0] == (byte)'{' && window[1] is (byte)'L' or (byte)'i' or (byte)'U' or (byte)'l' or (byte)'I'
            ? new UbjReader(input)
            : new XgbJsonReader(input);
    }

    /// <summary>Enters an object.</summary>
    public abstract void BeginObject();

    /// <summary>Gives the next key of the object, or leaves it.</summary>
    public abstract bool TryKey(out string key);

    /// <summary>Enters an array.</summary>
    public abstract void BeginArray();

    /// <summary>Goes to the next item of the array, or leaves it.</summary>
    public abstract bool TryItem();

    /// <summary>Reads a text, or a number as one.</summary>
    public abstract string Text();

    /// <summary>Reads an array of integers, or booleans, into memory that is replaced where it is too small.</summary>
    /// <returns>How many there are.</returns>
    public abstract int Integers(ref int[] values);

    /// <summary>Reads an array of numbers likewise.</summary>
    public abstract int Singles(ref float[] values);

    /// <summary>Passes a value over.</summary>
    public abstract void Skip();

    /// <summary>An error that says where it is.</summary>
    public ModelLoadException Wrong(string what) => input.Wrong(what);

    /// <summary>Notes that an object or array begins.</summary>
    protected void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Wrong($"Values are nested deeper than {MaxDepth}");
        }
    }

    /// <summary>Notes that one ends.</summary>
    protected void Leave() => _depth--;
}
