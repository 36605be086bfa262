namespace RedisAi.MLflow.Signatures;

/// <summary>Finds out which input of a model each part of a signature is, and what does not fit.</summary>
internal sealed class InputBinder(ModelSignature model, MlflowSignature? signature)
{
    private readonly List<SignatureProblem> _problems = [];

    public InputBinding Bind()
    {
        if (signature is null || signature.Inputs.Count == 0)
        {
            return Named(static (_, spec) => (spec.Name, null));
        }

        IReadOnlyList<MlflowField> fields = signature.Inputs;
        foreach (MlflowField field in fields.Where(static field => field.IsCompound))
        {
            Fatal($"The signature's input '{field}' is nothing that a tensor can hold.");
        }

        if (signature.IsUnnamedTensor)
        {
            return Single(BindingForm.Unnamed, fields[0]);
        }

        if (fields[0].Name is null)
        {
            return BindMatrix();
        }

        if (fields.All(field => model.Inputs.Any(input => input.Name == field.Name)) || HasUnusedColumns)
        {
            return Named((_, spec) => (spec.Name, fields.FirstOrDefault(field => field.Name == spec.Name)));
        }

        return fields[0].IsTensor || fields.Count == 1 || (fields.Any(static field => field.DataType == TensorDataType.String) && !IsTextMatrix) ? ByPlace() : BindMatrix();
    }

    /// <summary>Whether all columns are texts, and the model takes them together.</summary>
    private bool IsTextMatrix => model.Inputs is [{ DataType: TensorDataType.String }] && signature!.Inputs.All(static column => column.DataType == TensorDataType.String);

    /// <summary>Whether the model has an input for each of some columns, and none for the others, which were logged and which it drops.</summary>
    private bool HasUnusedColumns => model.Inputs.Count > 0 && !signature!.Inputs[0].IsTensor
        && model.Inputs.All(input => input.Shape is { IsRankKnown: true, Rank: 2 } && input.Shape[1] == 1 && signature.Inputs.Any(column => column.Name == input.Name));

    /// <summary>The first input that a model needs; the only one, mostly.</summary>
    private int FirstNeeded
    {
        get
        {
            for (int i = 0; i < model.Inputs.Count; i++)
            {
                if (!model.Inputs[i].IsOptional)
                {
                    return i;
                }
            }

            return 0;
        }
    }

    private InputBinding Single(BindingForm form, MlflowField field)
    {
        if (model.Inputs.Count == 0)
        {
            Fatal($"The signature has the input '{field}'; the model has none.");
            return new InputBinding(form, [], signature, _problems);
        }

        int place = FirstNeeded;
        return form == BindingForm.Unnamed
            ? Named((i, spec) => i == place ? ("", field) : (spec.Name, null), form)
            : Named((i, spec) => i == place ? ("", null) : (spec.Name, null), form);
    }

    /// <summary>Columns that are rows of one tensor, as of a model of scikit-learn that was exported with one input.</summary>
    private InputBinding BindMatrix()
    {
        IReadOnlyList<MlflowField> columns = signature!.Inputs;
        InputBinding binding = Single(BindingForm.Matrix, columns[0]);
        if (model.Inputs.Count == 0)
        {
            return binding;
        }

        TensorSpec spec = model.Inputs[FirstNeeded];
        ShapePattern shape = spec.Shape;
        bool fits = !shape.IsRankKnown || (shape.Rank == 2 && (shape[1] is ShapePattern.AnyLength || shape[1] == columns.Count)) || (shape.Rank == 1 && columns.Count == 1);
        if (!fits || model.Inputs.Count(static input => !input.IsOptional) > 1)
        {
            Fatal($"The signature has the columns {Names(columns)}; the model takes ({string.Join(", ", model.Inputs)}), which has neither an input for each nor one for all of them.");
        }
        else if (columns[0].Name is not null && FeatureColumns.NamesOf(spec) is { Count: > 0 } names && FeatureColumns.Arrange(spec, columns) is null)
        {
            Warn($"The signature has the columns {Names(columns)}; the model's file names {string.Join(", ", names.Select(static name => $"'{name}'"))}: they are taken in their order.");
        }

        foreach (MlflowField column in columns)
        {
            CheckType(column, spec);
        }

        return binding;
    }

    /// <summary>A runtime has names of its own for the inputs of what was traced: then their order counts.</summary>
    private InputBinding ByPlace()
    {
        IReadOnlyList<MlflowField> fields = signature!.Inputs;
        int needed = model.Inputs.Count(static input => !input.IsOptional);
        string names = $"The signature has the inputs {Names(fields)}; the model has {Names(model.Inputs)}";
        if (fields.Count < needed || fields.Count > model.Inputs.Count)
        {
            Fatal($"{names}. Log the model with a signature that has the model's own names.");
            return Named((_, spec) => (spec.Name, fields.FirstOrDefault(field => field.Name == spec.Name)));
        }

        Warn($"{names}: they are taken in their order.");
        return Named((i, spec) => i < fields.Count ? (fields[i].Name!, fields[i]) : (spec.Name, null));
    }

    private InputBinding Named(Func<int, TensorSpec, (string Name, MlflowField? Field)> match, BindingForm form = BindingForm.Named)
    {
        BoundInput[] inputs = new BoundInput[model.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorSpec spec = model.Inputs[i];
            (string name, MlflowField? field) = match(i, spec);
            MlflowParameter? parameter = field is null && name.Length > 0 ? signature?.Parameters.FirstOrDefault(one => one.Name == spec.Name) : null;
            inputs[i] = new BoundInput(i, spec, name, field) { Parameter = parameter };
            if (field is not null)
            {
                CheckType(field, spec);
                CheckShape(field, spec);
            }
            else if (signature is { Inputs.Count: > 0 } && name.Length > 0 && !spec.IsOptional && parameter is null)
            {
                Warn($"The model takes '{spec}', of which the signature says nothing: only requests that give it by this name, and those of a session that keeps it, can be answered.");
            }
        }

        return new InputBinding(form, inputs, signature, _problems);
    }

    private void CheckType(MlflowField field, TensorSpec spec)
    {
        TensorDataType type = spec.DataType;
        bool fits = field.Encoding switch
        {
            FieldEncoding.Base64 => type is TensorDataType.UInt8 or TensorDataType.String or TensorDataType.Undefined,
            FieldEncoding.Time => type is TensorDataType.Int64 or TensorDataType.String or TensorDataType.Undefined,
            _ => field.DataType == TensorDataType.Undefined || type == TensorDataType.Undefined || (field.DataType == TensorDataType.String) == (type == TensorDataType.String),
        };
        if (!fits)
        {
            Fatal($"The signature says '{field}'; the model takes '{spec}'.");
        }
        else if (field.IsTensor && type != TensorDataType.Undefined && field.DataType != type)
        {
            Warn($"The signature says '{field}'; the model takes '{spec}', and numbers are read as those.");
        }
    }

    private void CheckShape(MlflowField field, TensorSpec spec)
    {
        ShapePattern declared = field.Shape;
        ShapePattern taken = spec.Shape;
        if (!declared.IsRankKnown || !taken.IsRankKnown)
        {
            return;
        }

        bool fits = field.IsTensor ? MayBeSame(declared, taken) : declared.Rank == taken.Rank || (taken.Rank == 2 && declared.Rank == 1 && taken[1] is 1 or ShapePattern.AnyLength) || declared.Rank > 1;
        if (!fits)
        {
            Fatal($"The signature says '{field}'; the model takes '{spec}'.");
        }
    }

    private static bool MayBeSame(ShapePattern left, ShapePattern right)
    {
        bool same = left.Rank == right.Rank;
        for (int axis = 0; same && axis < left.Rank; axis++)
        {
            same = left[axis] == right[axis] || left[axis] == ShapePattern.AnyLength || right[axis] == ShapePattern.AnyLength;
        }

        return same;
    }

    private void Fatal(string message) => _problems.Add(new SignatureProblem(message, IsFatal: true));

    private void Warn(string message) => _problems.Add(new SignatureProblem(message, IsFatal: false));

    private static string Names(IEnumerable<MlflowField> fields) => string.Join(", ", fields.Select(static field => $"'{field.Name ?? "(no name)"}'"));

    private static string Names(IEnumerable<TensorSpec> specs) => string.Join(", ", specs.Select(static spec => $"'{spec.Name}'"));
}
