using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace RedisAi;

/// <summary>Tensors by the names of a model's inputs. It borrows them: whoever made the tensors disposes them.</summary>
/// <remarks>Not safe for use by several threads while it is changed.</remarks>
public sealed class NamedTensors : IReadOnlyCollection<KeyValuePair<string, AiTensor>>
{
    // Models have few inputs: looking through a list is quicker than hashing.
    private readonly List<KeyValuePair<string, AiTensor>> _tensors = [];

    /// <summary>Gets the number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>Gets or sets the tensor of a name; setting it again replaces it.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public AiTensor this[string name]
    {
        get => TryGet(name, out AiTensor? tensor) ? tensor : throw new KeyNotFoundException($"There is no tensor named '{name}'.");
        set
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(value);
            int index = IndexOf(name);
            if (index < 0)
            {
                _tensors.Add(KeyValuePair.Create(name, value));
            }
            else
            {
                _tensors[index] = KeyValuePair.Create(name, value);
            }
        }
    }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, borrowed.</param>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void Add(string name, AiTensor tensor)
    {
        if (IndexOf(name) >= 0)
        {
            throw new ArgumentException($"There is a tensor named '{name}' already.", nameof(name));
        }

        this[name] = tensor;
    }

    /// <summary>Gets the tensor of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, if this returns true.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out AiTensor? tensor)
    {
        int index = IndexOf(name);
        tensor = index < 0 ? null : _tensors[index].Value;
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, AiTensor>> GetEnumerator() => _tensors.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        for (int i = 0; i < _tensors.Count; i++)
        {
            if (_tensors[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }
}
